#include "presence/stream_time.hpp"

#include <algorithm>

namespace trigo {

Moment StreamTime::at(std::int64_t epoch, std::int64_t sequence, double media_time_s,
                      std::optional<double> arrived_s) {
  if (epoch_ && *epoch_ != epoch) {
    const double gap_s = arrived_s ? std::max(*arrived_s - arrived_s_, 0.0) : step_s_;
    offset_s_ = last_s_ + gap_s - media_time_s;
  } else if (epoch_) {
    step_s_ = media_time_s + offset_s_ - last_s_;
  }
  epoch_ = epoch;
  last_s_ = media_time_s + offset_s_;
  arrived_s_ = arrived_s.value_or(0);
  return {.s = last_s_, .epoch = epoch, .sequence = sequence, .media_time_s = media_time_s};
}

}  // namespace trigo
