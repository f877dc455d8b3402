#include "engine/stream_worker.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "base/log.hpp"

namespace trigo {

StreamWorker::StreamWorker(StreamId stream, StreamSettings settings,
                           const WorkerSurroundings& surroundings,
                           std::shared_ptr<StreamStatus> status,
                           std::shared_ptr<const LiveStream> live)
    : run_(stream, std::move(settings), surroundings, std::move(status), std::move(live)),
      thread_([this](std::stop_token stop) {
        name_this_thread("s:" + run_.settings.id);
        run(stop);
      }) {}

void StreamWorker::run(std::stop_token stop) {
  while (!stop.stop_requested()) {
    run_.tell(StreamState::connecting, run_.status->reason());
    const Error end = play(stop);
    if (end.kind == ErrorKind::cancelled) return;
    if (end.kind == ErrorKind::end_of_stream) return run_.tell(StreamState::ended, end.message);
    ++run_.status->failures;
    const bool is_mistake = end.kind == ErrorKind::invalid_argument;
    run_.tell(is_mistake ? StreamState::error : StreamState::waiting, end.message);
    // What lies behind an address may change by itself, a file does not.
    if (is_mistake && run_.kind == SourceKind::file) return;
    const Duration pause = is_mistake ? run_.settings.input.max_pause : run_.health.next_pause();
    if (!run_.around.clock.sleep_for(pause, stop)) return;
    if (run_.pacer) run_.pacer->restart(0);
  }
}

/// Opens the input and plays it, again and again if it loops; says why that ended.
Error StreamWorker::play(std::stop_token stop) {
  while (true) {
    auto playback = open(stop);
    if (!playback) return playback.error();
    Result<void> going;
    while (going) going = (*playback)->step(stop);
    const bool played = going.error().kind == ErrorKind::end_of_stream;
    if (played && (*playback)->was_in_vain())
      return {ErrorKind::invalid_argument,
              fmt::format("{}: no picture in it could be decoded; {}", run_.status->shown_url,
                          (*playback)->why_in_vain())};
    if (!played || !run_.settings.loop) return going.error();
    run_.pacer->restart((*playback)->length_s());
  }
}

Result<std::unique_ptr<Playback>> StreamWorker::open(std::stop_token stop) {
  auto source = parse_source(run_.settings.url);
  if (!source) return pass_on(source);
  run_.kind = source->kind;
  auto opened = open_decodable(*source, run_.settings.input, stop);
  if (!opened) return pass_on(opened);
  return std::make_unique<Playback>(run_, std::move(*opened));
}

}  // namespace trigo
