#pragma once

#include <vector>

#include "events/event_record.hpp"
#include "media/frame.hpp"
#include "track/track.hpp"

namespace trigo {

/// Somebody cut out of a picture, as of an `entered` event.
struct Portrait {
  EventRecord entered;  // Without its id.
  I420Image image;      // At most 320 pixels a side, never enlarged; both even.
  ColorSpace color;
};

using Portraits = std::vector<Portrait>;

/// Finds the best look at each who entered a zone of one stream: that in which it is surest, whole
/// and large, of its first second. Keeps no frame. Thread-bound.
class PortraitTaker {
 public:
  static constexpr Duration patience = std::chrono::seconds(1);

  /// What was decided, in the order in which it was. Those who entered are looked for from now on.
  /// Gives those of whom no better look is to come: they left, or their zone is unknown.
  Portraits observe(const EventRecord& event);
  /// A detected frame and all tracks in it, after the events that it brought about. Gives those
  /// whose time is over.
  Portraits look(const Frame& frame, const Tracks& tracks);
  /// All that are left.
  Portraits finish();
  /// Nobody is looked for.
  bool idle() const { return sitters_.empty(); }

 private:
  struct Sitter {
    EventRecord entered;
    std::optional<Instant> first;  // Arrival of the first look since.
    double quality = 0;
    std::optional<Portrait> best;
  };

  template <typename Over>
  Portraits take_those(const Over& over);

  std::vector<Sitter> sitters_;
};

}  // namespace trigo
