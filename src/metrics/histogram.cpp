#include "metrics/histogram.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <utility>

#include "base/check.hpp"

namespace trigo {

Histogram::Histogram(std::vector<double> upper_bounds) {
  TRIGO_CHECK(!upper_bounds.empty() && std::isfinite(upper_bounds.front()) &&
              std::isfinite(upper_bounds.back()));
  TRIGO_CHECK(std::adjacent_find(upper_bounds.begin(), upper_bounds.end(),
                                 std::greater_equal<>()) == upper_bounds.end());
  reading_.counts.resize(upper_bounds.size() + 1);
  reading_.upper_bounds = std::move(upper_bounds);
}

void Histogram::add(double value) {
  TRIGO_CHECK(!std::isnan(value));  // One would make the sum useless for ever.
  const auto& bounds = reading_.upper_bounds;
  const auto place = std::lower_bound(bounds.begin(), bounds.end(), value) - bounds.begin();
  std::lock_guard lock(mutex_);
  ++reading_.counts[static_cast<std::size_t>(place)];
  ++reading_.count;
  reading_.sum += value;
}

HistogramReading Histogram::read() const {
  std::lock_guard lock(mutex_);
  return reading_;
}

std::optional<double> mean_between(const HistogramReading& before, const HistogramReading& now) {
  if (now.count == before.count) return std::nullopt;
  return (now.sum - before.sum) / static_cast<double>(now.count - before.count);
}

}  // namespace trigo
