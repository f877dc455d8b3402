#pragma once

#include <cstdint>
#include <optional>

extern "C" {
#include <libavutil/rational.h>
}

namespace trigo {

/// Turns a stream's timestamps into media time: seconds from the first picture, never falling.
/// Missing and repeated stamps are repaired with the picture period; a wrap (33 or 32 bits) is
/// followed; jitter backwards of up to `largest_jitter_s` holds the time, a larger step back lets
/// it go on by the picture period; a jump of more than `longest_gap_s` (four periods, if that is
/// more), forwards or backwards, is a break in continuity. Reentrant; one instance per epoch.
class MediaClock {
 public:
  static constexpr double longest_gap_s = 10;
  static constexpr double largest_jitter_s = 0.5;

  MediaClock(AVRational time_base, double picture_period_s);

  /// Media time of a picture with this stamp (libav's NOPTS is allowed), in order of presentation.
  /// Nothing: continuity is broken, begin a new epoch with a new clock.
  std::optional<double> at(std::int64_t timestamp);

 private:
  double seconds_per_tick_;
  double picture_period_s_;
  double longest_step_s_;
  std::optional<std::int64_t> last_stamp_;
  double last_stamp_s_ = 0;  // Media time that last_stamp_ stands for; jitter included.
  double last_s_ = 0;        // Given last.
  bool started_ = false;
};

}  // namespace trigo
