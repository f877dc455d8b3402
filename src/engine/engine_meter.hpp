#pragma once

#include <atomic>
#include <cstdint>
#include <deque>

#include "metrics/busy_meter.hpp"
#include "metrics/histogram.hpp"
#include "metrics/samples.hpp"

namespace trigo {

/// What the lanes of a pipeline do, together. Thread-safe.
struct EngineMeter {
  explicit EngineMeter(const Clock& clock, int lanes = 0) : inferences(clock) {
    for (int i = 0; i < lanes; ++i) lane_busy.emplace_back(clock);
  }

  std::deque<BusyMeter> lane_busy;         // Of each lane, while it detects.
  RateMeter inferences;                    // Frames inferred.
  RecentValues detect_ms{100};             // One value a detect call.
  RecentValues batch_sizes{100};           // Frames a call.
  RecentValues batch_latency_ms{100};      // From the oldest frame's arrival to its result.
  std::atomic<std::int64_t> inferred{0};   // Frames, since start.
  std::atomic<std::int64_t> lost{0};       // Frames replaced or expired, since start.
  std::atomic<std::int64_t> decoded{0};    // Pictures, since start, removed streams included.
  std::atomic<std::int64_t> decode_us{0};  // Processor time of the workers, since start.

  /// As detect_ms and batch_sizes, but in seconds and since the start.
  Histogram detect_s{{.001, .002, .003, .005, .0075, .01, .015, .02, .03, .05, .1, .2, .5, 1}};
  Histogram batch_frames{{1, 2, 4, 8, 16, 32, 64}};
};

}  // namespace trigo
