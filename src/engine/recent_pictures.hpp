#pragma once

#include <cstddef>
#include <deque>

#include "base/clock.hpp"
#include "live/live_stream.hpp"

namespace trigo {

/// What was known in the wall's pictures of the last seconds, without their pixels, for pictures of
/// the same scene that come from elsewhere. Reentrant.
class RecentPictures {
 public:
  static constexpr Duration kept = std::chrono::seconds(3);         // After it was published.
  static constexpr Duration near_enough = std::chrono::seconds(1);  // Between two arrivals.
  static constexpr std::size_t most = 256;

  /// One that is published again replaces itself. `now` never falls.
  void add(const LivePicture& picture, Instant now);

  /// Gives `picture` the boxes, tracks, presence and scene of the one that arrived nearest to it,
  /// scaled to its size. False: none arrived near enough, and nothing was changed.
  bool annotate(LivePicture& picture, Instant now);

 private:
  struct Known {
    Instant published;
    Size size;
    LivePicture picture;  // Without pixels.
  };

  void forget_old(Instant now);

  std::deque<Known> known_;  // Oldest first.
};

}  // namespace trigo
