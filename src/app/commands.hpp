#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "app/config.hpp"
#include "base/result.hpp"
#include "bench/viewers.hpp"

namespace trigo {

/// Exit codes of every command.
inline constexpr int exit_ok = 0;
inline constexpr int exit_failure = 1;  // The world failed: trying again may help.
inline constexpr int exit_mistake = 2;  // The input is wrong.

/// What a kind of error means to the shell.
int exit_code(ErrorKind kind);
/// Prints "trigo: MESSAGE" on standard error, passwords hidden, and gives the exit code.
int report(const Error& error);

/// Settings of the detector that may be given on the command line too.
struct DetectorOptions {
  std::optional<std::string> model;
  std::optional<Profile> profile;
  std::optional<Device> device;
  std::optional<double> confidence;
  std::optional<int> lanes;
  std::string replay;  // MOT text to be played back instead of a model; empty: none.

  void apply(DetectConfig& config) const;
};

struct RunOptions {
  std::optional<std::filesystem::path> config;
  std::vector<std::string> sources;  // Files, directories, URLs.
  bool loop = false;
  std::optional<std::string> listen;
  std::optional<int> every;
  DetectorOptions detector;
};
/// Runs until SIGINT or SIGTERM.
int run_command(const RunOptions& options);

struct AnalyzeOptions {
  std::string source;
  int every = 1;
  std::optional<double> fps;  // Pictures a second, whatever the file says.
  bool appearance = true;     // Of pictures, to tell people apart.
  DamagedPictures damaged = DamagedPictures::wait;
  std::filesystem::path zones;   // Zones, lines and masks, YAML; empty: none.
  std::filesystem::path tracks;  // Empty: not written; so are the next three.
  std::filesystem::path presence;
  std::filesystem::path events;
  std::filesystem::path video;
  bool json = false;
  DetectorOptions detector;
};
int analyze_command(const AnalyzeOptions& options);

struct BenchOptions {
  std::vector<std::string> clips;
  int streams = 5;
  double seconds = 20;
  double warm_up_s = 5;
  int every = 4;
  std::optional<double> rate;  // Detections a second, instead of `every`.
  int live_every = 4;
  ViewerPlan viewers;
  bool find_max = false;    // Search for the most streams, from `streams` on …
  double age_p95_ms = 300;  // … whose results are no older.
  bool json = false;
  DetectorOptions detector;
};
/// Measures; a signal ends the program at once.
int bench_command(const BenchOptions& options);

int check_command(const std::filesystem::path& config);

int model_list_command();
int model_fetch_command(const std::string& model);
int model_check_command(const std::string& model);

}  // namespace trigo
