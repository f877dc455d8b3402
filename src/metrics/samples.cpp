#include "metrics/samples.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

#include "base/check.hpp"
#include "metrics/steps.hpp"

namespace trigo {

RateMeter::RateMeter(const Clock& clock, Duration window) : clock_(clock), window_(window) {
  TRIGO_CHECK(window >= meter_step);
}

// On a step, so that the steps counted and the time they are divided by are the same.
Instant RateMeter::window_start(Instant now) const {
  return floor_to_step(now - window_);
}

void RateMeter::add(std::int64_t events) {
  const auto now = clock_.now();
  std::lock_guard lock(mutex_);
  if (!first_) first_ = now;
  const auto start = window_start(now);
  while (!events_.empty() && events_.front().first < start) events_.pop_front();
  const auto place = floor_to_step(now);
  // A thread that was held up between clock and lock finds a newer step: it counts there.
  if (events_.empty() || events_.back().first < place) events_.emplace_back(place, 0);
  events_.back().second += events;
}

double RateMeter::per_second() const {
  const auto now = clock_.now();
  std::lock_guard lock(mutex_);
  if (!first_) return 0;
  const auto start = window_start(now);
  std::int64_t count = 0;
  for (const auto& [place, events] : events_) count += place >= start ? events : 0;
  const auto span = std::max(std::min(now - start, now - *first_), meter_step);
  return static_cast<double>(count) / to_seconds(span);
}

RecentValues::RecentValues(std::size_t limit) : limit_(limit) {
  TRIGO_CHECK(limit > 0);
}

void RecentValues::add(double value) {
  std::lock_guard lock(mutex_);
  if (values_.size() == limit_) values_.pop_front();
  values_.push_back(value);
}

std::optional<double> RecentValues::newest() const {
  std::lock_guard lock(mutex_);
  if (values_.empty()) return std::nullopt;
  return values_.back();
}

std::optional<double> RecentValues::mean() const {
  std::lock_guard lock(mutex_);
  if (values_.empty()) return std::nullopt;
  const auto sum = std::accumulate(values_.begin(), values_.end(), 0.0);
  return sum / static_cast<double>(values_.size());
}

std::optional<double> RecentValues::percentile(double p) const {
  TRIGO_CHECK(p >= 0 && p <= 1);
  std::vector<double> values;
  {
    std::lock_guard lock(mutex_);
    values.assign(values_.begin(), values_.end());
  }
  if (values.empty()) return std::nullopt;
  // A hair less, because 0.07 * 100 is a hair more than 7.
  const auto rank = std::ceil(p * static_cast<double>(values.size()) - 1e-9);
  const auto place = values.begin() + static_cast<std::ptrdiff_t>(std::max(rank, 1.0)) - 1;
  std::nth_element(values.begin(), place, values.end());
  return *place;
}

}  // namespace trigo
