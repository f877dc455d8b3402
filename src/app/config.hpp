#pragma once

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "app/choices.hpp"
#include "base/result.hpp"
#include "decode/decode_plan.hpp"
#include "decode/schedule.hpp"
#include "detect/load.hpp"
#include "presence/scene_plan.hpp"
#include "sinks/event_sink.hpp"
#include "source/input_settings.hpp"
#include "web/server.hpp"

namespace trigo {

using Profile = TensorProfile;  // `fast`, `default`, `accurate`
using Device = DeviceChoice;    // `auto`, `cpu`, `gpu`

inline const Choices<Profile> profile_choices{
    {"fast", Profile::fast}, {"default", Profile::standard}, {"accurate", Profile::accurate}};
inline const Choices<Device> device_choices{
    {"auto", Device::automatic}, {"cpu", Device::cpu}, {"gpu", Device::gpu}};
inline const Choices<DamagedPictures> damaged_choices{{"wait", DamagedPictures::wait},
                                                      {"skip", DamagedPictures::skip},
                                                      {"use", DamagedPictures::use}};

struct BatchConfig {
  int max = 8;                        // 1 … 64
  std::chrono::milliseconds wait{0};  // 0 … 1 s
};

struct DetectConfig {
  std::string model = "yolox-nano";
  Profile profile = Profile::standard;
  Device device = Device::automatic;
  double confidence = 0.45;          // 0.1 … 1: what is reported.
  Cadence cadence = Every{4};        // `every` or `rate`
  std::optional<BatchConfig> batch;  // Nothing: `auto`.
  std::optional<int> lanes;          // 1 … 64. Nothing: `auto`.
  std::vector<std::string> classes{"person"};
};

struct LiveConfig {
  Cadence cadence = Every{4};
  int jpeg_quality = 75;  // 1 … 100
};

struct SnapshotsConfig {
  bool enabled = true;
  std::chrono::milliseconds keep{std::chrono::hours(30 * 24)};  // 1 h … 10 years
  int max_mb = 1000;                                            // 1 … 1,000,000
};

struct EventsConfig {
  std::chrono::milliseconds keep{std::chrono::hours(90 * 24)};  // 1 h … 10 years
  int max_mb = 1000;                                            // 10 … 1,000,000
  SnapshotsConfig snapshots;
};

struct PrivacyConfig {
  /// False: no picture of anybody is written to the disk, and those from before are deleted.
  bool keep_pictures = true;
};

/// Whom to tell of events.
struct WebhookConfig {
  static constexpr std::size_t most = 16;

  std::string name;
  std::string url;                            // http or https; may hold a password.
  std::string secret;                         // That signs; empty: nothing is signed.
  std::chrono::milliseconds timeout{10'000};  // 1 … 60 s
  std::filesystem::path ca_file;              // Empty: the system's authorities.
  SinkFilter filter;
};

struct StreamConfig {
  std::string id;
  std::string title;     // Empty: the id.
  std::string url;       // As written, ${NAME} replaced; may hold a password.
  std::string live_url;  // The same, for the large view; empty: it has none.
  InputSettings input = {};
  bool enabled = true;
  bool loop = false;              // Of a file: play it again and again.
  std::optional<Cadence> detect;  // Nothing: that of `detect:` above.
  std::optional<Cadence> live;
  DecodeMode decode = DecodeMode::automatic;
  int priority = 1;       // 1 … 10
  bool snapshots = true;  // If there are any at all.
  ScenePlan scene;
};

/// The whole of the configuration, checked; every key is optional.
struct Config {
  std::string instance = "trigo";
  std::filesystem::path data = "trigo-data";
  ListenAddress listen;
  DetectConfig detect;
  LiveConfig live;
  InputSettings input;  // For streams that do not say otherwise.
  EventsConfig events;
  PrivacyConfig privacy;
  std::vector<WebhookConfig> webhooks;
  std::vector<StreamConfig> streams;
};

/// The stream of that id, described by a JSON object with the keys of `streams.ID`. ${NAME} stays
/// as it is; a relative file is taken from `folder`, what is not said from `config`. Errors:
/// invalid_argument, one line "LINE:COLUMN: what is wrong; what to do", or that `id` is none.
Result<StreamConfig> parse_stream(const std::string& id, std::string_view json,
                                  const std::filesystem::path& folder, const Config& config);

/// A source to be tried.
struct ProbeWish {
  std::string url;
  InputSettings input;
};

/// The same of a JSON object with the keys `url` and `input`; what is not said is that of `input`.
Result<ProbeWish> parse_probe(std::string_view json, const std::filesystem::path& folder,
                              const InputSettings& input);

/// Reads a YAML file. Errors: invalid_argument, one line "FILE:LINE:COLUMN: what is wrong; what to
/// do", with the nearest known key for an unknown one. Relative `data`, `ca` and file URLs are
/// taken from the folder of the config file.
Result<Config> load_config(const std::filesystem::path& file);

}  // namespace trigo
