#pragma once

#include <cstddef>
#include <deque>
#include <mutex>
#include <optional>
#include <utility>

#include "base/clock.hpp"

namespace trigo {

/// How much of its time somebody is at work. One thread works; any may ask. Thread-safe.
class BusyMeter {
 public:
  /// `clock` outlives this.
  explicit BusyMeter(const Clock& clock, Duration window = std::chrono::seconds(5));
  /// Work begins, work ends: in turns.
  void begin();
  void end();
  /// 0 to 1: of the window, or of the time since construction while that is shorter (but no less
  /// than 100 ms). Work that goes on counts up to now.
  double share() const;
  /// Since construction; never falls.
  double busy_s() const;

 private:
  void add(Instant begin, Instant end);
  Instant window_start(Instant now) const;

  const Clock& clock_;
  const Duration window_;
  const Instant made_;
  mutable std::mutex mutex_;                       // Guards everything below.
  std::deque<std::pair<Instant, Duration>> busy_;  // In steps of 100 ms, oldest first.
  std::optional<Instant> begun_;
  Duration total_{};
};

}  // namespace trigo
