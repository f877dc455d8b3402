#include "metrics/history.hpp"

#include <utility>

namespace trigo {

void History::add(HistorySample sample) {
  std::lock_guard lock(mutex_);
  if (samples_.size() == limit) samples_.pop_front();
  samples_.push_back(std::move(sample));
}

HistorySeries History::read() const {
  std::lock_guard lock(mutex_);
  HistorySeries series;
  for (const auto& sample : samples_)
    for (const auto& [name, value] : sample) series[name].push_back(value);
  return series;
}

}  // namespace trigo
