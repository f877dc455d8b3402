#include "presence/sighting.hpp"

#include <algorithm>

namespace trigo {

PresenceRule::PresenceRule(const PresenceFilter& filter, std::span<const std::string> classes)
    : filter_(filter) {
  for (const std::string& name : filter.classes) {
    const auto found = std::find(classes.begin(), classes.end(), name);
    if (found != classes.end()) class_ids_.push_back(static_cast<int>(found - classes.begin()));
  }
}

bool PresenceRule::counts(const Track& track) const {
  return std::find(class_ids_.begin(), class_ids_.end(), track.class_id) != class_ids_.end();
}

bool PresenceRule::admits(const Track& track, Size picture) const {
  return counts(track) && track.score >= filter_.min_score &&
         track.box.height() >= filter_.min_height * picture.height;
}

}  // namespace trigo
