#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <vector>

#include "track/track.hpp"

namespace trigo {

/// One box of the record of who was where.
struct SettledBox {
  std::int64_t frame = 0;  // Number of the picture.
  std::int64_t id = 0;
  int class_id = 0;
  Box box;
  float score = 0;   // 0: not seen in this picture.
  bool seen = true;  // Else it lies between two looks that saw it, on the straight line.
};

/// All of one look.
struct SettledLook {
  std::int64_t frame = 0;
  std::int64_t epoch = 0;
  double media_time_s = 0;
  Size picture;
  std::vector<SettledBox> boxes;  // In the order of their ids.
};

/// Makes the record of one stream for good from what a tracker said look by look. A few seconds
/// later more is known: tracks that were never confirmed are left out, confirmed ones are there
/// from their first detection on, and where one was not seen between two looks it is filled in.
/// Reentrant. Holds the looks of the last 4 s.
class SettledTracks {
 public:
  /// Called for every look, in their order.
  using Write = std::function<void(const SettledLook&)>;

  explicit SettledTracks(Write write) : write_(std::move(write)) {}

  /// What a tracker answered to a look: `look` but for its boxes. `media_time_s` never falls within
  /// an epoch; a new epoch settles all before it.
  void add(SettledLook look, const Tracks& tracks);
  /// Nothing more comes.
  void finish();

 private:
  struct Look {
    SettledLook told;                          // But for its boxes.
    std::map<std::int64_t, SettledBox> boxes;  // By id.
  };
  struct Known {
    double seen_s;  // Last.
    bool confirmed;
  };

  void fill(const SettledBox& now);
  void settle_until(double time_s);

  Write write_;
  std::int64_t epoch_ = 0;
  std::deque<Look> looks_;
  std::map<std::int64_t, Known> known_;  // By id; those of the looks held.
};

}  // namespace trigo
