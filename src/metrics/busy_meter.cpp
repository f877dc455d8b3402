#include "metrics/busy_meter.hpp"

#include <algorithm>

#include "base/check.hpp"
#include "metrics/steps.hpp"

namespace trigo {

BusyMeter::BusyMeter(const Clock& clock, Duration window)
    : clock_(clock), window_(window), made_(clock.now()) {
  TRIGO_CHECK(window >= meter_step);
}

// On a step, so that the time worked and the time it is divided by are the same.
Instant BusyMeter::window_start(Instant now) const {
  return std::max(floor_to_step(now - window_), made_);
}

void BusyMeter::begin() {
  std::lock_guard lock(mutex_);
  TRIGO_CHECK(!begun_);
  begun_ = clock_.now();
}

void BusyMeter::end() {
  std::lock_guard lock(mutex_);
  TRIGO_CHECK(begun_.has_value());
  const Instant now = clock_.now();
  total_ += now - *begun_;
  const Instant start = window_start(now);
  while (!busy_.empty() && busy_.front().first + meter_step <= start) busy_.pop_front();
  add(std::max(*begun_, start), now);
  begun_.reset();
}

void BusyMeter::add(Instant begin, Instant end) {
  while (begin < end) {
    const Instant place = floor_to_step(begin);
    const Instant until = std::min(end, place + meter_step);
    if (busy_.empty() || busy_.back().first < place) busy_.emplace_back(place, Duration{});
    busy_.back().second += until - begin;
    begin = until;
  }
}

double BusyMeter::share() const {
  std::lock_guard lock(mutex_);
  // Under the lock: otherwise work might end between the clock and it, and count twice.
  const Instant now = clock_.now();
  const Instant start = window_start(now);
  Duration busy{};
  for (const auto& [place, worked] : busy_)
    if (place + meter_step > start) busy += worked;
  if (begun_) busy += now - std::max(*begun_, start);
  return std::min(to_seconds(busy) / to_seconds(std::max(now - start, meter_step)), 1.0);
}

double BusyMeter::busy_s() const {
  std::lock_guard lock(mutex_);
  return to_seconds(total_ + (begun_ ? clock_.now() - *begun_ : Duration{}));
}

}  // namespace trigo
