#include <functional>
#include <map>
#include <string>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "app/choices.hpp"
#include "app/commands.hpp"
#include "base/log.hpp"
#include "engine/pipeline.hpp"

namespace trigo {
namespace {

const Choices<ViewerKind> viewer_kinds{{"websocket", ViewerKind::websocket},
                                       {"mjpeg", ViewerKind::mjpeg}};

/// A command and what it does once the command line was understood.
using Action = std::function<int()>;

/// An option whose value is one of some words.
template <typename T, typename Target>
void add_choice(CLI::App& command, const std::string& name, Target& target,
                const Choices<T>& choices, const std::string& description) {
  const auto take = [name, &target, &choices](const std::string& word) {
    for (const auto& [known, value] : choices) {
      if (known != word) continue;
      target = value;
      return;
    }
    const auto words = words_of(choices);
    throw CLI::ValidationError(
        name, fmt::format("'{}'; it must be {}", word, alternatives_to(word, words)));
  };
  command.add_option_function<std::string>(
      name, take, fmt::format("{}: {}", description, alternatives(words_of(choices))));
}

void add_detector_options(CLI::App& command, DetectorOptions& options) {
  command.add_option("--model", options.model, "Model name, or the path of an .onnx file");
  add_choice(command, "--profile", options.profile, profile_choices, "Size of what is looked at");
  add_choice(command, "--device", options.device, device_choices, "What runs the model");
  command.add_option("--confidence", options.confidence, "Report boxes from this score up")
      ->check(CLI::Range(0.1, 1.0));
  command.add_option("--lanes", options.lanes, "Inferences side by side; measured if not given")
      ->check(CLI::Range(1, 64));
  command.add_option("--detections,--replay", options.replay,
                     "Take boxes from this MOT text instead of a model");
}

void add_run(CLI::App& app, RunOptions& options, Action& action) {
  auto* command = app.add_subcommand("run", "Watch cameras and files, live in the browser");
  command->add_option("source", options.sources,
                      "Files, directories of files, rtsp:// or http:// URLs, /dev/video0");
  command->add_option("-c,--config", options.config, "YAML file; see docs/reference/config.md");
  command->add_flag("--loop", options.loop, "Play files again and again");
  command->add_option("--listen", options.listen, "Address of the web server, 127.0.0.1:8080");
  command->add_option("--every", options.every, "Look at every n-th picture (4)")
      ->check(CLI::Range(1, 10'000));
  add_detector_options(*command, options.detector);
  command->callback([&] { action = [&] { return run_command(options); }; });
}

void add_analyze(CLI::App& app, AnalyzeOptions& options, Action& action) {
  auto* command = app.add_subcommand("analyze", "Work off a video file, every due picture of it");
  command->add_option("video", options.source, "The file")->required();
  command->add_option("--every", options.every, "Look at pictures n with (n-1) mod K = 0")
      ->check(CLI::Range(1, 1'000'000));
  command->add_option("--fps", options.fps, "Pictures a second, whatever the file says of itself")
      ->check(CLI::Range(0.01, 1'000.0));
  command->add_option("--tracks", options.tracks, "Write who was where as MOT text to this file");
  auto* zones = command->add_option("--zones", options.zones,
                                    "YAML file with zones, lines and masks of the picture");
  command
      ->add_option("--presence", options.presence,
                   "Write state and count of each zone in each look as CSV to this file")
      ->needs(zones);
  command
      ->add_option("--events", options.events,
                   "Write who entered, left and crossed what as JSON lines to this file")
      ->needs(zones);
  command->add_option("--video", options.video,
                      "Write the pictures with boxes, ids and trails to this .mp4 file");
  command->add_flag("!--no-appearance", options.appearance,
                    "Tell people apart by place and motion alone");
  add_choice(*command, "--damaged", options.damaged, damaged_choices,
             "Damaged pictures, and those up to the next key frame");
  command->add_flag("--json", options.json, "Print the summary as JSON");
  add_detector_options(*command, options.detector);
  command->callback([&] { action = [&] { return analyze_command(options); }; });
}

void add_bench(CLI::App& app, BenchOptions& options, Action& action) {
  auto* command = app.add_subcommand("bench", "Measure what this machine does with many streams");
  command->add_option("clip", options.clips, "Files; the streams play them in turns")->required();
  command->add_option("--streams", options.streams, "How many (5)")
      ->check(CLI::Range(1, static_cast<int>(Pipeline::max_streams)));
  command->add_option("--seconds", options.seconds, "Measured time (20)")
      ->check(CLI::Range(0.5, 86'400.0));
  command->add_option("--warm-up", options.warm_up_s, "Seconds before it (5)")
      ->check(CLI::Range(0.0, 3'600.0));
  auto* every = command->add_option("--every", options.every, "Look at every n-th picture (4)")
                    ->check(CLI::Range(1, 10'000));
  command->add_option("--rate", options.rate, "Look so many times a second instead")
      ->check(CLI::Range(0.01, 1'000.0))
      ->excludes(every);
  command->add_option("--live-every", options.live_every, "Show every n-th picture (4)")
      ->check(CLI::Range(1, 10'000));
  command->add_option("--viewers", options.viewers.per_stream, "Viewers of each stream (0)")
      ->check(CLI::Range(0, 256));
  add_choice(*command, "--viewer-kind", options.viewers.kind, viewer_kinds, "How they watch");
  command->add_option("--width", options.viewers.width, "Pixels that viewers ask for (640)")
      ->check(CLI::Range(16, 8'192));
  auto* find_max = command->add_flag(
      "--find-max", options.find_max,
      "Search, from --streams on, for the most that keep 98 % of what is due and --age-p95");
  command->add_option("--age-p95", options.age_p95_ms, "Milliseconds (300)")
      ->transform(CLI::AsNumberWithUnit(std::map<std::string, double>{{"ms", 1}, {"s", 1000}}))
      ->check(CLI::Range(0.001, 600'000.0))
      ->needs(find_max);
  command->add_flag("--json", options.json, "Print the figures as JSON");
  add_detector_options(*command, options.detector);
  command->callback([&] { action = [&] { return bench_command(options); }; });
}

void add_check(CLI::App& app, std::filesystem::path& config, Action& action) {
  auto* command = app.add_subcommand("check", "Say whether a config file is right");
  command->add_option("config", config, "The YAML file")->required();
  command->callback([&] { action = [&] { return check_command(config); }; });
}

void add_model(CLI::App& app, std::string& model, Action& action) {
  auto* command = app.add_subcommand("model", "Detection models");
  command->require_subcommand(1);
  command->add_subcommand("list", "What there is, and what is here")->callback([&] {
    action = [] { return model_list_command(); };
  });
  auto* fetch = command->add_subcommand("fetch", "Bring a model here, its checksum verified");
  fetch->add_option("model", model, "Its name")->required();
  fetch->callback([&] { action = [&] { return model_fetch_command(model); }; });
  auto* check =
      command->add_subcommand("check", "Load a model and prove that its batches are right");
  check->add_option("model", model, "Its name, or the path of an .onnx file")->required();
  check->callback([&] { action = [&] { return model_check_command(model); }; });
}

int run(int argc, char** argv) {
  CLI::App app{"Trigo: who is where, live and on the record"};
  app.set_version_flag("--version", "trigo " TRIGO_VERSION);
  app.require_subcommand(1);
  bool verbose = false;
  app.add_flag("-v,--verbose", verbose, "Log more");

  RunOptions run_options;
  AnalyzeOptions analyze_options;
  BenchOptions bench_options;
  std::filesystem::path config;
  std::string model;
  Action action;
  add_run(app, run_options, action);
  add_analyze(app, analyze_options, action);
  add_bench(app, bench_options, action);
  add_check(app, config, action);
  add_model(app, model, action);
  try {
    app.parse(argc, argv);
  } catch (const CLI::Success& help) {
    return app.exit(help);
  } catch (const CLI::ParseError& error) {
    return report({ErrorKind::invalid_argument,
                   std::string(error.what()) + "; `trigo --help` shows what there is"});
  }
  start_log(verbose);
  return action();
}

}  // namespace
}  // namespace trigo

int main(int argc, char** argv) {
  try {
    return trigo::run(argc, argv);
  } catch (const std::exception& error) {
    return trigo::report({trigo::ErrorKind::unavailable, error.what()});
  }
}
