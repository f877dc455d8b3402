#include "source/pacer.hpp"

#include <algorithm>

namespace trigo {

Pace pace_of(SourceKind kind, const VideoFormat& format, Pace file_pace) {
  if (kind == SourceKind::file) return file_pace;
  return format.on_demand ? Pace::buffered : Pace::live;
}

void Pacer::begin_at(Instant instant) {
  if (pace_ == Pace::real_time) origin_ = instant;
}

std::optional<Instant> Pacer::arrive(double due_s, std::stop_token stop, Duration waited) {
  const Instant now = clock_.now();
  held_ = {};
  if (stop.stop_requested()) return std::nullopt;
  if (pace_ == Pace::as_fast_as_possible) return now;
  if (!origin_) origin_ = now - from_seconds(due_s);
  if (pace_ == Pace::live) {
    lag_ = live_lag(due_s, now, waited);
    if (!hold_up(now, stop)) return std::nullopt;
    return now - lag_;
  }
  // We were there in time, but the packet was not.
  if (pace_ == Pace::buffered && waited > Duration::zero() &&
      now - waited <= *origin_ + from_seconds(due_s))
    origin_ = std::max(*origin_, now - from_seconds(due_s));
  const Instant due = *origin_ + from_seconds(due_s);
  if (!sleep_until(due, stop)) return std::nullopt;
  lag_ = std::max(Duration::zero(), clock_.now() - due);
  return due;
}

std::optional<Instant> Pacer::arrive_unstamped(double period_s, Duration waited,
                                               std::stop_token stop) {
  const Instant now = clock_.now();
  held_ = {};
  if (!fresh_ || waited >= from_seconds(period_s / 4)) fresh_ = now;
  lag_ = now - *fresh_;
  if (stop.stop_requested() || !hold_up(now, stop)) return std::nullopt;
  return now - lag_;
}

/// A bucket that holds most_at_once packets and fills at most_per_s.
bool Pacer::hold_up(Instant now, const std::stop_token& stop) {
  constexpr auto period = Duration(std::chrono::seconds(1)) / most_per_s;
  earliest_ = std::max(earliest_, now - most_at_once * period) + period;
  return earliest_ <= now || sleep_until(earliest_, stop);
}

bool Pacer::sleep_until(Instant instant, const std::stop_token& stop) {
  const Instant before = clock_.now();
  const bool slept = clock_.sleep_until(instant, stop);
  held_ = clock_.now() - before;
  return slept;
}

Duration Pacer::live_lag(double due_s, Instant now, Duration waited) {
  const Duration delay = now - *origin_ - from_seconds(due_s);
  while (!smallest_.empty() && smallest_.back().value >= delay) smallest_.pop_back();
  smallest_.push_back({now, delay});
  while (smallest_.front().read < now - lag_window) smallest_.pop_front();
  const Duration lag = delay - smallest_.front().value;
  if (!is_the_senders(lag, now, waited)) return lag;
  smallest_ = {{now, delay}};
  late_.reset();
  return {};
}

bool Pacer::is_the_senders(Duration lag, Instant now, Duration waited) {
  if (lag <= max_lag) {
    late_.reset();
    return false;
  }
  if (!late_) late_ = {now, lag, {}};
  late_->waited += waited;
  const Duration passed = now - late_->since;
  if (passed < catch_up) return false;
  const bool shrinks = lag < late_->lag - passed / 2;
  const bool ours = 2 * late_->waited < passed;
  if (!shrinks && !ours) return true;
  late_ = {now, lag, {}};
  return false;
}

void Pacer::restart(double after_s) {
  smallest_.clear();
  late_.reset();
  fresh_.reset();
  lag_ = {};
  if (pace_ == Pace::real_time && origin_) *origin_ += from_seconds(after_s);
  if (pace_ == Pace::live || pace_ == Pace::buffered) origin_.reset();
}

void Pacer::postpone(Duration by) {
  const bool paced = pace_ == Pace::real_time || pace_ == Pace::buffered;
  if (paced && origin_) *origin_ += by;
}

}  // namespace trigo
