#pragma once

#include <array>
#include <atomic>
#include <cstdint>

#include "engine/pipeline.hpp"
#include "metrics/samples.hpp"

namespace trigo {

/// How old every detected frame of the measured time was when its result was published, and how
/// many each stream had. Written by the analysis thread, read by anybody.
class LookLog {
 public:
  /// `clock` outlives this.
  explicit LookLog(const Clock& clock) : clock_(clock) {}

  void note(const Look& look) {
    if (!recording_ || !look.detections) return;
    ages_ms_.add(to_seconds(clock_.now() - look.frame.arrival) * 1000);
    ++counts_[look.frame.stream.slot];
  }
  /// What comes before and after is not noted.
  void record(bool on) { recording_ = on; }

  /// Milliseconds; see RecentValues. Nothing: no frame was detected.
  std::optional<double> age_ms(double p) const { return ages_ms_.percentile(p); }
  std::int64_t count(StreamId stream) const { return counts_[stream.slot]; }

 private:
  static constexpr std::size_t limit = 20'000'000;  // Days; beyond, the oldest are forgotten.

  const Clock& clock_;
  std::atomic<bool> recording_ = false;
  RecentValues ages_ms_{limit};
  std::array<std::atomic<std::int64_t>, Pipeline::max_streams> counts_{};
};

}  // namespace trigo
