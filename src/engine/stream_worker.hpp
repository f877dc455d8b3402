#pragma once

#include <memory>
#include <thread>

#include "engine/playback.hpp"
#include "engine/stream_run.hpp"

namespace trigo {

/// The thread of one stream: opens its source, plays it, and opens again what failed, for ever if
/// it may come back. Every wait ends at once when it is destroyed.
class StreamWorker {
 public:
  StreamWorker(StreamId stream, StreamSettings settings, const WorkerSurroundings& surroundings,
               std::shared_ptr<StreamStatus> status, std::shared_ptr<const LiveStream> live);

  /// Asks the thread to end, without waiting for it; the destructor waits.
  void request_stop() { thread_.request_stop(); }

 private:
  void run(std::stop_token stop);
  Error play(std::stop_token stop);
  Result<std::unique_ptr<Playback>> open(std::stop_token stop);

  StreamRun run_;
  std::jthread thread_;
};

}  // namespace trigo
