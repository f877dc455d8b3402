// A whole config file: what is accepted is within its limits, what is refused says so in one
// readable line without secrets of the environment.
#include <cstdlib>
#include <set>

#include "app/config.hpp"
#include "base/ids.hpp"
#include "memory_file.hpp"
#include "property.hpp"

namespace trigo {
namespace {

constexpr const char* secret = "xq7-opensesame";

void check_scene(const ScenePlan& scene) {
  TRIGO_CHECK(scene.zones.size() <= most_areas);
  for (const Zone& zone : scene.zones) {
    TRIGO_CHECK(is_stream_name(zone.name));
    TRIGO_CHECK(!polygon_fault(zone.polygon));
    TRIGO_CHECK(zone.enter_s >= 0 && zone.exit_s >= 0 && zone.dwell_s.value_or(1) > 0);
  }
  for (const Mask& mask : scene.masks) TRIGO_CHECK(!polygon_fault(mask.polygon));
  for (const CrossingLine& line : scene.lines) TRIGO_CHECK(!line_fault(line.from, line.to));
}

void check_config(const Config& config) {
  TRIGO_CHECK(config.detect.confidence >= 0.1 && config.detect.confidence <= 1);
  TRIGO_CHECK(config.live.jpeg_quality >= 1 && config.live.jpeg_quality <= 100);
  TRIGO_CHECK(config.webhooks.size() <= WebhookConfig::most);
  TRIGO_CHECK(config.input.timeout.count() > 0 && config.input.min_gap <= config.input.max_gap);
  const bool ipv6 = config.listen.host.find(':') != std::string::npos;
  const std::string host = ipv6 ? "[" + config.listen.host + "]" : config.listen.host;
  TRIGO_CHECK(parse_listen_address(host + ":" + std::to_string(config.listen.port)));
  std::set<std::string> ids;
  for (const StreamConfig& stream : config.streams) {
    TRIGO_CHECK(is_stream_name(stream.id) && ids.insert(stream.id).second);
    TRIGO_CHECK(!stream.url.empty() && stream.priority >= 1 && stream.priority <= 10);
    check_scene(stream.scene);
  }
}

void check_file(const std::uint8_t* bytes, std::size_t size) {
  static MemoryFile file;
  static const bool secret_is_set = setenv("SECRET", secret, 1) == 0;
  TRIGO_CHECK(secret_is_set);
  file.hold(bytes, size);
  const auto config = load_config(file.path());
  if (config) return check_config(*config);
  check_refusal(config.error());
  TRIGO_CHECK(config.error().message.starts_with(file.path() + ":"));
  const bool written = text_of(bytes, size).find(secret) != std::string_view::npos;
  TRIGO_CHECK(written || config.error().message.find(secret) == std::string::npos);
}

}  // namespace
}  // namespace trigo

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  trigo::check_file(bytes, size);
  return 0;
}
