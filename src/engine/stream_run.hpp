#pragma once

#include <memory>
#include <optional>
#include <string>

#include "base/ids.hpp"
#include "engine/stream_settings.hpp"
#include "engine/stream_status.hpp"
#include "live/live_stream.hpp"
#include "source/source_health.hpp"
#include "source/source_url.hpp"

namespace trigo {

/// What a stream's thread keeps from one input to the next. Thread-bound.
struct StreamRun {
  StreamRun(StreamId id, StreamSettings wanted, const WorkerSurroundings& surroundings,
            std::shared_ptr<StreamStatus> told, std::shared_ptr<const LiveStream> shown);

  const StreamId stream;
  const StreamSettings settings;
  const WorkerSurroundings around;
  const std::shared_ptr<StreamStatus> status;
  const std::shared_ptr<const LiveStream> live;
  SourceKind kind = SourceKind::file;
  std::optional<Pacer> pacer;  // Once a source is open.
  SourceHealth health;
  std::int64_t epoch = 0;

  /// Tells the state, and of an incident that begins or ends with it.
  void tell(StreamState state, std::string reason = {});
  /// Notes the processor time of the calling thread, every so often.
  void note_cpu();

 private:
  std::optional<std::int64_t> lost_us_;  // When, since 1970.
  Instant cpu_noted_;
  std::int64_t cpu_us_ = 0;
};

}  // namespace trigo
