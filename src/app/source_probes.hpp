#pragma once

#include <chrono>
#include <filesystem>
#include <memory>
#include <string>

#include "source/input_settings.hpp"
#include "web/changes.hpp"

namespace trigo {

/// Tries sources, each on a thread of its own that nobody waits for: a disk or a name server may
/// hold it up for ever. Thread-safe.
class SourceProbes {
 public:
  static constexpr int most = 4;  // At once.
  static constexpr std::chrono::milliseconds farewell{1'500};

  /// Relative files are taken from `folder`; `input`: for what a body does not say.
  SourceProbes(std::filesystem::path folder, const InputSettings& input);
  ~SourceProbes();  // stop()

  /// The answer of POST /api/v1/probe to `body`. Errors: invalid_argument (the body, or its url, is
  /// wrong), unavailable (too many at once), cancelled.
  void probe(std::string body, WebChanges::Done<nlohmann::json> done);
  /// Ends those that run, and waits at most `farewell` for that.
  void stop();

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace trigo
