#include "source/pacer.hpp"

#include <algorithm>

namespace trigo {

void Pacer::begin_at(Instant instant) {
  if (pace_ == Pace::real_time) origin_ = instant;
}

std::optional<Instant> Pacer::arrive(double due_s, std::stop_token stop) {
  const Instant now = clock_.now();
  if (pace_ == Pace::as_fast_as_possible) {
    if (stop.stop_requested()) return std::nullopt;
    return now;
  }
  if (!origin_) origin_ = now - from_seconds(due_s);
  if (pace_ == Pace::live) {
    lag_ = live_lag(due_s, now);
    return now - lag_;
  }
  const Instant due = *origin_ + from_seconds(due_s);
  if (!clock_.sleep_until(due, stop)) return std::nullopt;
  lag_ = std::max(Duration::zero(), clock_.now() - due);
  return due;
}

Duration Pacer::live_lag(double due_s, Instant now) {
  const Duration delay = now - *origin_ - from_seconds(due_s);
  while (!smallest_.empty() && smallest_.back().value >= delay) smallest_.pop_back();
  smallest_.push_back({now, delay});
  while (smallest_.front().read < now - lag_window) smallest_.pop_front();
  return delay - smallest_.front().value;
}

void Pacer::restart(double after_s) {
  smallest_.clear();
  lag_ = {};
  if (pace_ == Pace::real_time && origin_) *origin_ += from_seconds(after_s);
  if (pace_ == Pace::live) origin_.reset();
}

void Pacer::postpone(Duration by) {
  if (pace_ == Pace::real_time && origin_) *origin_ += by;
}

}  // namespace trigo
