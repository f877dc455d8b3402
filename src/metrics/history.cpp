#include "metrics/history.hpp"

namespace trigo {

void History::add(const HistorySample& sample) {
  std::lock_guard lock(mutex_);
  if (samples_.size() == limit) samples_.pop_front();
  samples_.push_back(sample);
}

HistorySeries History::read() const {
  std::lock_guard lock(mutex_);
  HistorySeries series;
  for (const auto& sample : samples_) {
    series.fps.push_back(sample.fps);
    series.inference.push_back(sample.inference);
    series.cpu.push_back(sample.cpu);
    series.gpu.push_back(sample.gpu);
    series.ram.push_back(sample.ram);
  }
  return series;
}

}  // namespace trigo
