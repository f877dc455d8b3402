#include <cstdio>

#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <unistd.h>

#include "app/analysis_record.hpp"
#include "app/choose_detector.hpp"
#include "app/commands.hpp"
#include "app/progress_bar.hpp"
#include "app/scene_config.hpp"
#include "app/signals.hpp"
#include "engine/pipeline.hpp"
#include "source/source_url.hpp"

namespace trigo {
namespace {

using namespace std::chrono_literals;

/// Waits until the stream has ended and everything it offered is decided. False: a signal came.
bool wait_for_end(const StreamStatus& stream, StopSignals& signals, ProgressBar& bar) {
  const auto finished = [&] {
    const auto state = stream.state();
    if (state == StreamState::connecting || state == StreamState::running) return false;
    const auto reading = stream.ledger->read();
    return reading.waiting == 0 && reading.in_flight == 0;
  };
  while (!finished()) {
    if (signals.wait(20ms)) return false;
    bar.show(stream.ledger->read().frames, stream.shape().picture_count);
  }
  return true;
}

void print_json(const StreamStatus& stream, const Summary& summary, const AnalyzeOptions& options,
                const DetectorTraits& detector) {
  const StreamShape shape = stream.shape();
  const LedgerReading ledger = stream.ledger->read();
  const nlohmann::json result = {
      {"video", stream.shown_url},       {"codec", shape.codec},
      {"width", shape.picture.width},    {"height", shape.picture.height},
      {"fps", shape.declared_fps},       {"model", detector.model},
      {"every", options.every},          {"pictures", ledger.frames},
      {"corrupt", ledger.corrupt},       {"looks", summary.looks},
      {"boxes", summary.boxes},          {"most_boxes", summary.most_boxes},
      {"people", summary.people.size()}, {"most_people", summary.most_people}};
  fmt::print("{}\n", result.dump(2));
}

void print_text(const StreamStatus& stream, const Summary& summary, double seconds) {
  const LedgerReading ledger = stream.ledger->read();
  const std::string damaged =
      ledger.corrupt > 0 ? fmt::format(", {} of them left out as damaged", ledger.corrupt) : "";
  fmt::print(
      "{}: {} pictures{}, {} looked at; {} people, at most {} at once; {:.1f} s, {:.0f} "
      "pictures/s\n",
      stream.shown_url, ledger.frames, damaged, summary.looks, summary.people.size(),
      summary.most_people, seconds, static_cast<double>(ledger.frames) / std::max(seconds, 1e-3));
}

/// Why there is nothing to keep, if so.
Result<void> check_end(const StreamStatus& stream) {
  if (stream.state() != StreamState::ended) {
    const bool mistake = stream.state() == StreamState::error;
    return fail(mistake ? ErrorKind::invalid_argument : ErrorKind::unavailable, stream.reason());
  }
  if (const auto failed = stream.ledger->read()[FrameFate::failed]; failed > 0)
    return fail(ErrorKind::unavailable,
                fmt::format("{}: the detector failed on {} pictures; nothing written",
                            stream.shown_url, failed));
  return {};
}

}  // namespace

int analyze_command(const AnalyzeOptions& options) {
  StopSignals signals;
  if (auto source = parse_source(options.source); !source) return report(source.error());
  DetectConfig config;
  options.detector.apply(config);
  const auto confidence = static_cast<float>(config.confidence);
  ScenePlan scene;
  if (!options.zones.empty()) {
    auto loaded = load_scene_plan(options.zones, config.classes);
    if (!loaded) return report(loaded.error());
    scene = std::move(*loaded);
  }
  auto record = AnalysisRecord::create(
      {options.tracks, options.presence, options.events, options.video}, confidence);
  if (!record) return report(record.error());
  auto model = choose_detector(config, options.detector.replay);
  if (!model) return report(model.error());

  (*record)->watch(scene, (*model)->traits().classes);
  SteadyClock clock;
  LiveBoard live;
  auto settings = PipelineSettings::offline((*model)->traits().lanes);
  settings.analysis.confidence = confidence;
  settings.analysis.appearance = options.appearance;
  settings.analysis.on_picture = [&](const LivePicture& picture) { (*record)->add(picture); };
  const auto on_look = [&](const Look& look) { (*record)->add(look); };
  auto pipeline = Pipeline::start(settings, *model, clock, live, on_look);
  if (!pipeline) return report(pipeline.error());
  const Instant start = clock.now();
  StreamSettings stream{.id = "video",
                        .url = options.source,
                        .input = {.damaged = options.damaged},
                        .detect = Every{options.every},
                        .live = Every{(*record)->wants_pictures() ? 1 : options.every},
                        .picture_rate = options.fps,
                        .scene = scene};
  if (auto added = (*pipeline)->add(std::move(stream)); !added) return report(added.error());
  const auto status = (*pipeline)->find("video");

  ProgressBar bar(isatty(STDERR_FILENO) != 0 && !options.json, clock);
  const bool finished = wait_for_end(*status, signals, bar);
  (*pipeline)->stop();
  bar.clear();
  if (!finished) return report({ErrorKind::unavailable, "stopped before the end; nothing written"});
  if (auto ended = check_end(*status); !ended) return report(ended.error());
  if (auto kept = (*record)->keep(); !kept) return report(kept.error());
  if (!status->reason().empty()) fmt::print(stderr, "trigo: warning: {}\n", status->reason());
  if (options.json)
    print_json(*status, (*record)->summary(), options, (*model)->traits());
  else
    print_text(*status, (*record)->summary(), to_seconds(clock.now() - start));
  return exit_ok;
}

}  // namespace trigo
