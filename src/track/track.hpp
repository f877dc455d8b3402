#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <vector>

#include "base/geometry.hpp"

namespace trigo {

/// Boxes of one thing over time, as of one picture.
struct Track {
  std::int64_t id = 0;       // Of PersonIds; stays while the thing is followed.
  int class_id = 0;          // Index into the model's classes; 0 is person in COCO.
  Box box;                   // Picture pixels, not clipped. Smoothed, or predicted.
  float score = 0;           // Of its last detection, 0 … 1.
  bool seen = true;          // Detected in exactly this picture; else predicted.
  bool confirmed = false;    // Seen for long enough to be believed; of class person: a person.
  bool still = false;        // Has not moved since it appeared, for 10 s or more.
  double since_s = 0;        // Media time of its first detection …
  double seen_s = 0;         // … and of its last.
  std::vector<Point> trail;  // Where its feet (bottom centre) were in the last 2 s, oldest first.

  bool operator==(const Track&) const = default;
};

using Tracks = std::vector<Track>;

inline constexpr int person_class = 0;

/// A confirmed track of class person.
inline bool is_person(const Track& track) {
  return track.confirmed && track.class_id == person_class;
}

/// Gives out ids, rising from `first` (1 … 2^52). Thread-bound.
class PersonIds {
 public:
  /// As many as may be given out a second, on average, so that first_at() keeps its word.
  static constexpr std::int64_t per_second = 10'000;

  /// For a start at that time: greater than all that a program gave out that started before.
  static std::int64_t first_at(std::chrono::system_clock::time_point start) {
    using Unit = std::chrono::duration<std::int64_t, std::ratio<1, per_second>>;
    const auto since_1970 = std::chrono::duration_cast<Unit>(start.time_since_epoch());
    return std::max<std::int64_t>(since_1970.count(), 1);
  }

  explicit PersonIds(std::int64_t first = 1) : next_(first) {}
  std::int64_t next() { return next_++; }

 private:
  std::int64_t next_;
};

}  // namespace trigo
