#pragma once

#include <cstdint>
#include <deque>
#include <mutex>
#include <optional>
#include <utility>

#include "base/clock.hpp"

namespace trigo {

/// Events per second over the last seconds. Thread-safe.
class RateMeter {
 public:
  /// `clock` outlives this.
  explicit RateMeter(const Clock& clock, Duration window = std::chrono::seconds(5));
  void add(std::int64_t events = 1);
  /// Over the window, or over the time since the first event while that is shorter (but no less
  /// than 100 ms: one event alone says nothing about a rate).
  double per_second() const;

 private:
  Instant window_start(Instant now) const;

  const Clock& clock_;
  const Duration window_;
  mutable std::mutex mutex_;                             // Guards everything below.
  std::deque<std::pair<Instant, std::int64_t>> events_;  // In steps of 100 ms, oldest first.
  std::optional<Instant> first_;
};

/// The last `limit` values: newest, mean and percentiles. Thread-safe.
class RecentValues {
 public:
  explicit RecentValues(std::size_t limit);
  void add(double value);
  std::optional<double> newest() const;
  std::optional<double> mean() const;
  /// 0 <= p <= 1, by the nearest-rank method.
  std::optional<double> percentile(double p) const;

 private:
  const std::size_t limit_;
  mutable std::mutex mutex_;  // Guards values_.
  std::deque<double> values_;
};

}  // namespace trigo
