#include "base/clock.hpp"

#include <algorithm>

namespace trigo {

bool SteadyClock::sleep_until(Instant instant, std::stop_token stop) {
  std::mutex mutex;
  std::condition_variable_any wake;
  std::unique_lock lock(mutex);
  wake.wait_until(lock, stop, instant, [] { return false; });
  return !stop.stop_requested();
}

Instant ManualClock::now() const {
  std::lock_guard lock(mutex_);
  return now_;
}

std::chrono::system_clock::time_point ManualClock::utc() const {
  return std::chrono::system_clock::time_point(
      std::chrono::duration_cast<std::chrono::system_clock::duration>(now().time_since_epoch()));
}

bool ManualClock::sleep_until(Instant instant, std::stop_token stop) {
  std::lock_guard lock(mutex_);
  if (stop.stop_requested()) return false;
  now_ = std::max(now_, instant);
  return true;
}

void ManualClock::advance(Duration duration) {
  std::lock_guard lock(mutex_);
  now_ += duration;
}

}  // namespace trigo
