#include <cstdio>
#include <fstream>
#include <optional>

#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <unistd.h>

#include "app/choose_detector.hpp"
#include "app/commands.hpp"
#include "app/progress_bar.hpp"
#include "app/signals.hpp"
#include "app/track_file.hpp"
#include "engine/pipeline.hpp"
#include "source/source_url.hpp"

namespace trigo {
namespace {

using namespace std::chrono_literals;

/// What is told at the end: nothing in it depends on the machine's speed.
struct Summary {
  std::int64_t looks = 0;
  std::int64_t boxes = 0;
  std::int64_t most_boxes = 0;

  void add(std::int64_t found) {
    ++looks;
    boxes += found;
    most_boxes = std::max(most_boxes, found);
  }
};

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
      {"video", stream.shown_url},    {"codec", shape.codec},
      {"width", shape.picture.width}, {"height", shape.picture.height},
      {"fps", shape.declared_fps},    {"model", detector.model},
      {"every", options.every},       {"pictures", ledger.frames},
      {"corrupt", ledger.corrupt},    {"looks", summary.looks},
      {"boxes", summary.boxes},       {"most_boxes", summary.most_boxes}};
  fmt::print("{}\n", result.dump(2));
}

void print_text(const StreamStatus& stream, const Summary& summary, double seconds) {
  const auto pictures = stream.ledger->read().frames;
  fmt::print(
      "{}: {} pictures, {} looked at, {} boxes, at most {} at once; {:.1f} s, {:.0f} "
      "pictures/s\n",
      stream.shown_url, pictures, summary.looks, summary.boxes, summary.most_boxes, seconds,
      static_cast<double>(pictures) / std::max(seconds, 1e-3));
}

}  // namespace

int analyze_command(const AnalyzeOptions& options) {
  StopSignals signals;
  if (auto source = parse_source(options.video); !source) return report(source.error());
  std::optional<TrackFile> tracks;
  if (!options.tracks.empty()) {
    auto file = TrackFile::create(options.tracks);
    if (!file) return report(file.error());
    tracks.emplace(std::move(*file));
  }
  DetectConfig config;
  options.detector.apply(config);
  auto model = choose_detector(config, options.detector.replay);
  if (!model) return report(model.error());

  SteadyClock clock;
  LiveBoard live;
  auto settings = PipelineSettings::offline((*model)->traits().lanes);
  settings.analysis.confidence = static_cast<float>(config.confidence);
  Summary summary;  // Of the analysis thread until the pipeline has stopped.
  std::optional<Error> failure;
  const auto on_look = [&](const Look& look) {
    if (!look.detections) return;
    std::int64_t found = 0;
    for (const Detection& box : *look.detections) {
      if (box.score < settings.analysis.confidence) continue;
      ++found;
      if (tracks) tracks->add(look.frame.sequence + 1, box);
    }
    summary.add(found);
  };
  auto pipeline = Pipeline::start(settings, *model, clock, live, on_look);
  if (!pipeline) return report(pipeline.error());
  const Instant start = clock.now();
  StreamSettings stream{
      .id = "video", .title = {}, .url = options.video, .detect = Every{options.every}};
  if (auto added = (*pipeline)->add(std::move(stream)); !added) return report(added.error());
  const auto status = (*pipeline)->find("video");

  ProgressBar bar(isatty(STDERR_FILENO) != 0 && !options.json, clock);
  const bool finished = wait_for_end(*status, signals, bar);
  (*pipeline)->stop();
  bar.clear();
  if (!finished) return report({ErrorKind::unavailable, "stopped before the end; nothing written"});
  if (status->state() != StreamState::ended) {
    const bool mistake = status->state() == StreamState::error;
    return report(
        {mistake ? ErrorKind::invalid_argument : ErrorKind::unavailable, status->reason()});
  }
  if (const auto reading = status->ledger->read(); reading[FrameFate::failed] > 0)
    return report({ErrorKind::unavailable,
                   fmt::format("{}: the detector failed on {} pictures; nothing written",
                               status->shown_url, reading[FrameFate::failed])});
  if (tracks)
    if (auto kept = tracks->keep(); !kept) return report(kept.error());
  if (!status->reason().empty()) fmt::print(stderr, "trigo: warning: {}\n", status->reason());
  if (options.json)
    print_json(*status, summary, options, (*model)->traits());
  else
    print_text(*status, summary, to_seconds(clock.now() - start));
  return exit_ok;
}

}  // namespace trigo
