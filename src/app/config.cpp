#include "app/config.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include <fmt/format.h>
#include <strings.h>

#include "app/config_file.hpp"
#include "app/config_json.hpp"
#include "app/config_reader.hpp"
#include "app/config_text.hpp"
#include "app/scene_config.hpp"
#include "app/webhook_config.hpp"
#include "base/ids.hpp"
#include "detect/lane_plan.hpp"

namespace trigo {

namespace {

using namespace std::chrono_literals;

constexpr Limits<int> every_limits{1, 1000};
constexpr Limits<int> lane_limits{1, LanePlan::max_lanes};
constexpr Limits<double> rate_limits{0.01, 1000};

// ---- Sections

std::optional<Cadence> read_cadence(ConfigSection& section) {
  const auto every = section.find("every");
  const auto rate = section.find("rate");
  if (every && rate) section.refuse_key("rate", "has both 'every' and 'rate'; keep one of them");
  if (every) {
    if (const auto pictures = every->whole_number(every_limits)) return Every{*pictures};
  } else if (rate) {
    if (const auto per_second = rate->number(rate_limits)) return Rate{*per_second};
  }
  return std::nullopt;
}

std::optional<BatchConfig> read_batch(const ConfigValue& value) {
  const std::string expected = "'auto' or {max: 8, wait: 50ms}";
  if (value.kind() == YamlNode::Kind::mapping) {
    auto section = *value.section();
    BatchConfig batch;
    section.read("max", batch.max, {1, 64});
    section.read("wait", batch.wait, {0ms, 1s});
    section.refuse_unknown();
    return batch;
  }
  if (value.kind() == YamlNode::Kind::scalar) {
    const auto word = value.text();
    if (!word || *word == "auto") return std::nullopt;
  }
  value.refuse_value(expected);
  return std::nullopt;
}

std::optional<int> read_lanes(const ConfigValue& value) {
  if (value.kind() == YamlNode::Kind::scalar) {
    const auto word = value.text();
    if (!word || *word == "auto") return std::nullopt;
    const auto count = parse_number(*word);
    if (count && *count == std::floor(*count)) return value.whole_number(lane_limits);
  }
  value.refuse_value("'auto' or a number, 1 … 64");
  return std::nullopt;
}

void read_classes(const ConfigValue& value, std::vector<std::string>& classes) {
  const auto names = value.list("a list of class names, as in [person]");
  if (!names) return;
  if (names->empty()) return value.refuse("is empty; name a class, as in [person]");
  classes.clear();
  for (const auto& name : *names) {
    const auto text = name.text();
    if (!text) continue;
    if (std::find(classes.begin(), classes.end(), *text) != classes.end())
      name.refuse(fmt::format("names '{}' again; remove it", shown(name.as_written())));
    classes.push_back(*text);
  }
}

void read_server(ConfigSection& section, ListenAddress& listen) {
  if (const auto value = section.find("listen")) {
    if (const auto text = value->text()) {
      if (auto address = parse_listen_address(*text))
        listen = *std::move(address);
      else if (*text == value->as_written())
        value->refuse("is wrong: " + address.error().message);
      else  // The message may hold what the environment gave.
        value->refuse_value("a loopback address with its port, as in 127.0.0.1:8080");
    }
  }
  section.refuse_unknown();
}

void read_detect(ConfigSection& section, DetectConfig& detect) {
  section.read("model", detect.model);
  section.read("profile", detect.profile, profile_choices);
  section.read("device", detect.device, device_choices);
  section.read("confidence", detect.confidence, {0.1, 1});
  detect.cadence = read_cadence(section).value_or(detect.cadence);
  if (const auto batch = section.find("batch")) detect.batch = read_batch(*batch);
  if (const auto lanes = section.find("lanes")) detect.lanes = read_lanes(*lanes);
  if (const auto classes = section.find("classes")) read_classes(*classes, detect.classes);
  section.refuse_unknown();
}

void read_live(ConfigSection& section, LiveConfig& live) {
  live.cadence = read_cadence(section).value_or(live.cadence);
  section.read("jpeg_quality", live.jpeg_quality, {1, 100});
  section.refuse_unknown();
}

void read_events(ConfigSection& section, EventsConfig& events) {
  section.read("keep", events.keep, {1h, std::chrono::hours(10 * 365 * 24)});
  section.read("max_mb", events.max_mb, {10, 1'000'000});
  section.read_section("snapshots", [&](auto& inner) {
    inner.read("enabled", events.snapshots.enabled);
    inner.read("keep", events.snapshots.keep, {1h, std::chrono::hours(10 * 365 * 24)});
    inner.read("max_mb", events.snapshots.max_mb, {1, 1'000'000});
    inner.refuse_unknown();
  });
  section.refuse_unknown();
}

void read_max_picture(ConfigSection& section, Size& size) {
  const auto value = section.find("max_picture");
  if (!value) return;
  const auto text = value->text();
  if (!text) return;
  const auto cross = text->find('x');
  const auto width = parse_number(text->substr(0, cross));
  const auto height = parse_number(cross == text->npos ? "" : text->substr(cross + 1));
  const auto is_side = [](std::optional<double> side) {
    return side && *side >= 16 && *side <= longest_side && *side == std::floor(*side);
  };
  if (is_side(width) && is_side(height))
    size = {static_cast<int>(*width), static_cast<int>(*height)};
  else
    value->refuse_value(
        fmt::format("a width and a height, 16 to {} each, as in 8192x8192", longest_side));
}

/// What is not said stays as it is in `input`.
void read_input(ConfigSection& section, InputSettings& input) {
  section.read("timeout", input.timeout, {100ms, 5min});
  section.read("min_gap", input.min_gap, {200ms, 10min});
  section.read("max_gap", input.max_gap, {200ms, 1h});
  section.read("max_pause", input.max_pause, {100ms, 1h});
  section.read("transport", input.transport,
               Choices<RtspTransport>{{"auto", RtspTransport::automatic},
                                      {"tcp", RtspTransport::tcp},
                                      {"udp", RtspTransport::udp}});
  section.read("damaged", input.damaged, damaged_choices);
  read_max_picture(section, input.max_picture);
  if (input.min_gap > input.max_gap)
    section.refuse_key(section.find("max_gap") ? "max_gap" : "min_gap",
                       "leaves no room: 'min_gap' is longer than 'max_gap'");
  section.refuse_unknown();
}

// ---- Streams

std::string no_stream_id(std::string_view id) {
  return fmt::format(
      "stream id '{}' is not made of 1 to 64 of a-z, 0-9, '_' and '-'; rename it (a 'title' may be "
      "any text)",
      shown(id));
}

/// Whether `url` is the name of a file: it has no "scheme:". "./a:b.mp4" has none either.
bool is_file(std::string_view url) {
  const auto colon = url.find(':');
  const auto is_scheme_character = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '+' ||
           c == '-' || c == '.' || c == '_';
  };
  const bool has_scheme = colon != std::string_view::npos &&
                          std::all_of(url.begin(), url.begin() + static_cast<std::ptrdiff_t>(colon),
                                      is_scheme_character);
  return !url.empty() && !has_scheme && !url.starts_with("/dev/");
}

/// Where the pictures come from that a person calls `url`.
std::string url_in(const std::filesystem::path& folder, const std::string& url) {
  return is_file(url) ? (folder / url).string() : url;
}

/// A wrong scheme would be noticed only when somebody looks, so it is refused here.
std::string read_live_url(const ConfigValue& value, const std::filesystem::path& folder) {
  constexpr std::array<std::string_view, 5> schemes{"rtsp://", "rtsps://", "http://", "https://",
                                                    "file:"};
  const auto text = value.text();
  if (!text) return {};
  const bool known = std::any_of(schemes.begin(), schemes.end(), [&](std::string_view scheme) {
    return strncasecmp(text->c_str(), scheme.data(), scheme.size()) == 0;
  });
  if (is_file(*text) || text->starts_with("/dev/") || known) return url_in(folder, *text);
  value.refuse_value("a file, /dev/video…, rtsp(s)://… or http(s)://…, as 'url' is");
  return {};
}

/// Whether its url may be missed: it is not there, nor a misspelt key instead of it.
bool read_stream(ConfigSection& section, const std::filesystem::path& folder,
                 const std::vector<std::string>& classes, StreamConfig& stream) {
  if (const auto title = section.find("title")) stream.title = title->text(true).value_or("");
  const auto url = section.find("url");
  if (url) stream.url = url->text().value_or("");
  if (const auto large = section.find("live_url")) stream.live_url = read_live_url(*large, folder);
  section.read("enabled", stream.enabled);
  section.read("loop", stream.loop);
  section.read("snapshots", stream.snapshots);
  section.read("decode", stream.decode,
               Choices<DecodeMode>{{"auto", DecodeMode::automatic},
                                   {"all", DecodeMode::all},
                                   {"reference", DecodeMode::reference},
                                   {"keyframes", DecodeMode::keyframes}});
  section.read("priority", stream.priority, {1, 10});
  if (stream.loop && !stream.url.empty() && !is_file(stream.url))
    section.refuse_key("loop", "has 'loop', but its url is no file; remove 'loop'");
  stream.url = url_in(folder, stream.url);
  const auto read_own_cadence = [](std::optional<Cadence>& cadence) {
    return [&cadence](ConfigSection& own) {
      cadence = read_cadence(own);
      own.refuse_unknown();
    };
  };
  section.read_section("input", [&](auto& inner) { read_input(inner, stream.input); });
  section.read_section("detect", read_own_cadence(stream.detect));
  section.read_section("live", read_own_cadence(stream.live));
  stream.scene = read_scene_plan(section, classes);
  return section.refuse_unknown() && !url;
}

void read_streams(const ConfigSection& section, const std::filesystem::path& folder,
                  ConfigFaults& faults, Config& config) {
  for (const auto& [id, place, value] : section.entries()) {
    if (!is_stream_name(id)) {
      faults.add(place, no_stream_id(id));
      continue;
    }
    auto stream_section = value.section();
    if (!stream_section) continue;
    StreamConfig stream;
    stream.id = id;
    stream.input = config.input;
    if (read_stream(*stream_section, folder, config.detect.classes, stream))
      faults.add(place, value.name() + " has no 'url'; say where its pictures come from");
    config.streams.push_back(std::move(stream));
  }
}

// ---- The whole

void read_instance(const ConfigValue& value, std::string& instance) {
  const auto text = value.text();
  if (!text) return;
  const auto is_allowed = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
           c == '_' || c == '-';
  };
  if (text->size() > 64 || !std::all_of(text->begin(), text->end(), is_allowed))
    return value.refuse_value("1 to 64 of letters, digits, '.', '_' and '-'");
  instance = *text;
}

Config read_config(const YamlNode& root, const std::filesystem::path& folder,
                   ConfigFaults& faults) {
  Config config;
  ConfigSection section(root, "", faults);
  if (const auto instance = section.find("instance")) read_instance(*instance, config.instance);
  std::string data = config.data.string();
  section.read("data", data);
  config.data = (folder / data).lexically_normal();
  section.read_section("server", [&](auto& inner) { read_server(inner, config.listen); });
  section.read_section("detect", [&](auto& inner) { read_detect(inner, config.detect); });
  section.read_section("live", [&](auto& inner) { read_live(inner, config.live); });
  section.read_section("input", [&](auto& inner) { read_input(inner, config.input); });
  section.read_section("events", [&](auto& inner) { read_events(inner, config.events); });
  section.read_section("privacy", [&](auto& inner) {
    inner.read("keep_pictures", config.privacy.keep_pictures);
    inner.refuse_unknown();
  });
  section.read_section("webhooks",
                       [&](auto& inner) { config.webhooks = read_webhooks(inner, folder); });
  section.read_section("streams",
                       [&](auto& inner) { read_streams(inner, folder, faults, config); });
  section.refuse_unknown();
  return config;
}

}  // namespace

Result<StreamConfig> parse_stream(const std::string& id, std::string_view json,
                                  const std::filesystem::path& folder, const Config& config) {
  if (!is_stream_name(id)) return fail(ErrorKind::invalid_argument, no_stream_id(id));
  StreamConfig stream;
  stream.id = id;
  stream.input = config.input;
  auto read = read_json_section(json, "streams." + id, [&](ConfigSection& section) {
    if (read_stream(section, folder, config.detect.classes, stream))
      section.refuse("has no 'url'; say where its pictures come from");
    if (!stream.enabled)
      section.refuse_key("enabled", "has 'enabled: false'; delete the stream instead");
  });
  if (!read) return pass_on(read);
  return stream;
}

Result<ProbeWish> parse_probe(std::string_view json, const std::filesystem::path& folder,
                              const InputSettings& input) {
  ProbeWish wish{"", input};
  auto read = read_json_section(json, "probe", [&](ConfigSection& section) {
    const auto url = section.find("url");
    if (url) wish.url = url_in(folder, url->text().value_or(""));
    section.read_section("input", [&](auto& inner) { read_input(inner, wish.input); });
    if (section.refuse_unknown() && !url) section.refuse("has no 'url'; say what to try");
  });
  if (!read) return pass_on(read);
  return wish;
}

Result<Config> load_config(const std::filesystem::path& file) {
  Config config;
  auto read = read_config_file(file, [&](const YamlNode& root, ConfigFaults& faults) {
    config = read_config(root, file.parent_path(), faults);
  });
  if (!read) return pass_on(read);
  return config;
}

}  // namespace trigo
