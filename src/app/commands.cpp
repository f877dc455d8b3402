#include "app/commands.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "base/log.hpp"
#include "base/readable_text.hpp"

namespace trigo {

int exit_code(ErrorKind kind) {
  return kind == ErrorKind::invalid_argument ? exit_mistake : exit_failure;
}

int report(const Error& error) {
  std::string line = without_passwords(error.message);
  std::replace(line.begin(), line.end(), '\n', ' ');
  fmt::print(stderr, "trigo: {}\n", on_one_line(line));
  return exit_code(error.kind);
}

void DetectorOptions::apply(DetectConfig& config) const {
  if (model) config.model = *model;
  if (profile) config.profile = *profile;
  if (device) config.device = *device;
  if (confidence) config.confidence = *confidence;
  if (lanes) config.lanes = *lanes;
}

int check_command(const std::filesystem::path& config) {
  const auto loaded = load_config(config);
  if (!loaded) return report(loaded.error());
  const auto count = loaded->streams.size();
  fmt::print("{}: right; {} stream{}\n", config.string(), count, count == 1 ? "" : "s");
  return exit_ok;
}

}  // namespace trigo
