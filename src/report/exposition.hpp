#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "detect/detector.hpp"
#include "engine/engine_meter.hpp"
#include "engine/stream_status.hpp"
#include "events/event_writer.hpp"
#include "metrics/machine.hpp"
#include "sinks/event_sink.hpp"
#include "snapshots/snapshot_writer.hpp"

namespace trigo {

/// What is exposed, besides the streams.
struct EngineFigures {
  const EngineMeter& meter;
  const DetectorTraits& detector;
  double decode_share = 1;  // Pipeline::decode_share()
  std::int64_t jpegs_encoded = 0;
  MachineReading machine;
  double cpu_s = 0;                           // own_cpu_s()
  double started_s = 0;                       // own_start_s()
  const EventWriter* events = nullptr;        // Null: nothing is kept.
  const SnapshotWriter* snapshots = nullptr;  // Null: none are taken.
  std::vector<SinkReading> webhooks = {};
};

/// All of it in Prometheus' text format 0.0.4; docs/reference/metrics.md names every metric. Each
/// stream's ledger is read once, so its sums hold in every answer. Reentrant.
std::string exposition(const std::vector<std::shared_ptr<const StreamStatus>>& streams,
                       const EngineFigures& engine);

}  // namespace trigo
