#include "decode/schedule.hpp"

#include <algorithm>
#include <cmath>

#include "base/check.hpp"

namespace trigo {
namespace {

double period_of(const Cadence& cadence, double picture_period_s) {
  if (const auto* every = std::get_if<Every>(&cadence)) return every->pictures * picture_period_s;
  return 1 / std::get<Rate>(cadence).per_second;
}

}  // namespace

Schedule::Schedule(Cadence cadence, double picture_period_s)
    : period_s_(period_of(cadence, picture_period_s)),
      // Never so wide that a picture could take the due time after its own.
      tolerance_s_(std::min(picture_period_s, period_s_) / 4) {
  TRIGO_CHECK(picture_period_s > 0 && period_s_ > 0 && std::isfinite(period_s_));
}

std::int64_t Schedule::reached(double media_time_s) const {
  return static_cast<std::int64_t>(std::floor((media_time_s + tolerance_s_) / period_s_));
}

bool Schedule::would_be_due(double media_time_s) const {
  return reached(media_time_s) >= next_;
}

bool Schedule::due(double media_time_s) {
  const std::int64_t newest = reached(media_time_s);
  if (newest < next_) return false;
  missed_ += newest - next_;
  next_ = newest + 1;
  return true;
}

}  // namespace trigo
