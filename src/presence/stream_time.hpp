#pragma once

#include <algorithm>
#include <optional>

#include "presence/presence.hpp"

namespace trigo {

/// Joins the epochs of a stream to one time that never falls, Moment::s: media time, and from one
/// epoch to the next the time between arrivals. Reentrant.
class StreamTime {
 public:
  /// Of the next picture. `arrived_s`: when it arrived, by any steady clock; nothing: nobody waits
  /// for it (offline), and a new epoch follows the one before as its pictures followed each other.
  Moment at(std::int64_t epoch, std::int64_t sequence, double media_time_s,
            std::optional<double> arrived_s = {});

  /// What Moment::s is at `now_s` of that clock. Only after a picture that had arrived.
  double now_s(double now_s) const { return last_s_ + std::max(now_s - arrived_s_, 0.0); }

 private:
  std::optional<std::int64_t> epoch_;
  double offset_s_ = 0;  // To add to media time.
  double last_s_ = 0;
  double step_s_ = 0;  // Between the last two pictures.
  double arrived_s_ = 0;
};

}  // namespace trigo
