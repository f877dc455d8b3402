#include "source/media_clock.hpp"

#include <algorithm>
#include <cmath>

extern "C" {
#include <libavutil/avutil.h>
}

#include "base/check.hpp"

namespace trigo {
namespace {

/// Ticks from one stamp to the other, over a wrap if one explains a jump.
std::int64_t ticks_between(std::int64_t from, std::int64_t to, double longest_step_ticks) {
  // Unsigned, because stamps are whatever somebody sent, and signed overflow is undefined.
  const std::uint64_t plain = static_cast<std::uint64_t>(to) - static_cast<std::uint64_t>(from);
  for (const std::uint64_t wrap : {0ULL, 1ULL << 33, 1ULL << 32}) {
    for (const std::uint64_t ticks : {plain + wrap, plain - wrap}) {
      const auto signed_ticks = static_cast<std::int64_t>(ticks);
      if (std::abs(static_cast<double>(signed_ticks)) <= longest_step_ticks) return signed_ticks;
    }
  }
  return static_cast<std::int64_t>(plain);
}

}  // namespace

MediaClock::MediaClock(AVRational time_base, double picture_period_s)
    : seconds_per_tick_(av_q2d(time_base)),
      picture_period_s_(picture_period_s),
      longest_step_s_(std::max(longest_gap_s, 4 * picture_period_s)) {
  TRIGO_CHECK(time_base.num > 0 && time_base.den > 0 && picture_period_s > 0);
}

std::optional<double> MediaClock::at(std::int64_t timestamp) {
  const bool has_stamp = timestamp != AV_NOPTS_VALUE;
  const bool first = !started_;
  started_ = true;
  if (!has_stamp || !last_stamp_) {
    if (!first) last_s_ += picture_period_s_;
    if (has_stamp) {
      last_stamp_ = timestamp;
      last_stamp_s_ = last_s_;
    }
    return last_s_;
  }

  const double step_s =
      seconds_per_tick_ * static_cast<double>(ticks_between(*last_stamp_, timestamp,
                                                            longest_step_s_ / seconds_per_tick_));
  if (std::abs(step_s) > longest_step_s_) return std::nullopt;
  last_stamp_ = timestamp;
  if (step_s == 0) return last_s_ += picture_period_s_;
  last_stamp_s_ += step_s;
  if (last_stamp_s_ < last_s_ - largest_jitter_s && step_s < 0)
    last_stamp_s_ = last_s_ + picture_period_s_;
  last_s_ = std::max(last_s_, last_stamp_s_);
  return last_s_;
}

}  // namespace trigo
