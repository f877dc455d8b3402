// What somebody sends to add a stream or to try a source: JSON that never sees our environment.
#include <cstdlib>

#include "app/config.hpp"
#include "property.hpp"

namespace trigo {
namespace {

void check_json(std::string_view text) {
  constexpr const char* secret = "xq7-opensesame";
  static const bool secret_is_set = setenv("SECRET", secret, 1) == 0;
  TRIGO_CHECK(secret_is_set);
  const bool written = text.find(secret) != text.npos;
  const Config config;
  const auto stream = parse_stream("yard", text, "folder", config);
  if (stream)
    TRIGO_CHECK(!stream->url.empty() && stream->priority >= 1 && stream->priority <= 10 &&
                stream->enabled && (written || stream->url.find(secret) == std::string::npos));
  else
    check_refusal(stream.error());
  const auto probe = parse_probe(text, "folder", config.input);
  if (probe)
    TRIGO_CHECK(!probe->url.empty() && (written || probe->url.find(secret) == std::string::npos));
  else
    check_refusal(probe.error());
}

}  // namespace
}  // namespace trigo

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  trigo::check_json(trigo::text_of(bytes, size));
  return 0;
}
