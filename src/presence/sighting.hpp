#pragma once

#include <map>
#include <optional>
#include <span>
#include <vector>

#include "presence/presence.hpp"
#include "presence/scene_plan.hpp"

namespace trigo {

/// What presence takes for granted. Times in seconds, lengths in box heights; why each has its
/// value: docs/design/presence.md.
namespace presence {

inline constexpr double margin = 0.05;        // Around a border or line: feet jitter.
inline constexpr double settle_s = 1;         // Nobody seen for so long at first: vacant.
inline constexpr double resume_s = 60;        // Out of sight for longer: somebody else.
inline constexpr double resume_reach = 1;     // From where they were, people may be so far …
inline constexpr double resume_speed = 1;     // … and so much farther a second.
inline constexpr double sight_memory_s = 10;  // Longer than any tracker waits for somebody.
inline constexpr double least_evidence_s = 2;
inline constexpr double evidence_periods = 3;
inline constexpr double tolerance_s = 1e-6;  // Sums of periods are not exact.

}  // namespace presence

/// Where something was when it was seen before.
struct PastSight {
  double s = 0;
  Box box;
};

/// One track that was seen in a look.
struct Sighting {
  const Track& track;
  std::optional<PastSight> before;
};

/// What a look says to zones and lines.
struct SceneLook {
  Moment at;
  Size picture;
  std::vector<Sighting> sightings;  // Of what was not seen nothing is said.
};

/// A PresenceFilter with its classes as the model numbers them.
class PresenceRule {
 public:
  /// `classes`: the model's. A name that it does not have is never met.
  PresenceRule(const PresenceFilter& filter, std::span<const std::string> classes);

  bool counts(const Track& track) const;
  /// Counts, and is sure and large enough to begin something.
  bool admits(const Track& track, Size picture) const;
  Point anchor(const Box& box, Size picture) const {
    return anchor_of(box, filter_.anchor, picture);
  }

 private:
  PresenceFilter filter_;
  std::vector<int> class_ids_;
};

}  // namespace trigo
