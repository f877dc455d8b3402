#pragma once

#include <map>
#include <optional>
#include <span>
#include <vector>

#include "presence/presence.hpp"
#include "presence/sighting.hpp"

namespace trigo {

/// Who crosses one line, and which way: by the paths of anchors, each counted once it has come away
/// from the line by a margin, so that whoever stands on it is not counted again and again.
/// Reentrant.
class LineWatch {
 public:
  /// `classes`: the model's names.
  LineWatch(const CrossingLine& line, std::span<const std::string> classes);

  /// `look.at.s` never falls.
  void observe(const SceneLook& look, PresenceEvents& events);
  /// The next look's ids, or places, have nothing to do with those before.
  void break_off() { walkers_.clear(); }

  LineReading reading() const;
  /// See ZoneWatch.
  double undecided_since_s() const;

 private:
  struct Walker {
    double seen_s = 0;
    std::optional<Point> from;  // Where it was last, off the line.
    int side = 0;               // Where it was for sure: -1 left, 1 right, 0 not known yet.
    int net = 0;                // Crossings to the right less those to the left, since then.
    Moment crossed_at;          // The last of them.
    bool admitted = false;
    PresenceEvents waiting;  // Until it is confirmed.
  };

  void follow(Walker& walker, const SceneLook& look, const Sighting& sighting);
  void come_away(Walker& walker, const Track& track, int side);

  const CrossingLine line_;
  const PresenceRule rule_;
  std::map<std::int64_t, Walker> walkers_;  // By id.
  LineReading counts_;
};

}  // namespace trigo
