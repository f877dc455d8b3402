#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <stop_token>

namespace trigo {

/// An instant of the monotonic clock. All waiting and all ages use it.
using Instant = std::chrono::steady_clock::time_point;
using Duration = std::chrono::steady_clock::duration;

inline double to_seconds(Duration duration) {
  return std::chrono::duration<double>(duration).count();
}

inline Duration from_seconds(double seconds) {
  return std::chrono::duration_cast<Duration>(std::chrono::duration<double>(seconds));
}

/// Microseconds since 1970.
inline std::int64_t to_utc_us(std::chrono::system_clock::time_point moment) {
  return std::chrono::duration_cast<std::chrono::microseconds>(moment.time_since_epoch()).count();
}

/// Where time comes from, so that tests need not wait. Thread-safe.
class Clock {
 public:
  virtual ~Clock() = default;

  virtual Instant now() const = 0;
  /// The time of day, which may jump: for people to read, never to measure by.
  virtual std::chrono::system_clock::time_point utc() const = 0;

  /// Blocks until `instant` has come (true) or stop is requested (false). An instant in the past
  /// returns true at once, unless stop is already requested.
  virtual bool sleep_until(Instant instant, std::stop_token stop) = 0;

  bool sleep_for(Duration duration, std::stop_token stop) {
    return sleep_until(now() + duration, std::move(stop));
  }
};

/// The machine's steady clock.
class SteadyClock final : public Clock {
 public:
  Instant now() const override { return std::chrono::steady_clock::now(); }
  std::chrono::system_clock::time_point utc() const override {
    return std::chrono::system_clock::now();
  }
  bool sleep_until(Instant instant, std::stop_token stop) override;
};

/// A clock that stands still until it is told otherwise; for tests. A sleeper advances it to the
/// instant it sleeps for, so that paced code runs at once and sees the time it asked for.
class ManualClock final : public Clock {
 public:
  explicit ManualClock(Instant start = Instant(std::chrono::hours(1))) : now_(start) {}

  Instant now() const override;
  /// 1970, plus what now() is.
  std::chrono::system_clock::time_point utc() const override;
  bool sleep_until(Instant instant, std::stop_token stop) override;
  void advance(Duration duration);

 private:
  mutable std::mutex mutex_;  // Guards now_.
  Instant now_;
};

}  // namespace trigo
