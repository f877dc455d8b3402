#pragma once

#include <optional>
#include <span>
#include <vector>

#include "detect/detection.hpp"
#include "track/appearance.hpp"
#include "track/body.hpp"
#include "track/likeness.hpp"
#include "track/track.hpp"

namespace trigo {

/// Follows what is detected in one stream within one epoch. Time is the stream's own, in seconds:
/// how often it is looked at changes nothing but how much is seen. The order of detections does
/// not matter. Reentrant; does not block. The model: docs/design/tracking.md.
class Tracker {
 public:
  static constexpr std::size_t max_boxes = 256;  // The best of a look; and of bodies.

  /// `confidence`: boxes from here up start tracks, those below only carry them on. `ids` outlives
  /// this.
  Tracker(float confidence, PersonIds& ids);

  /// Takes in what one look found in a picture of size `picture`. `media_time_s` never falls.
  /// `appearances`: one per detection, see describe(), or none at all. Returns what there is at
  /// that time: seen in this look or, if confirmed, seen at most 1 s ago.
  Tracks update(double media_time_s, Size picture, std::span<const Detection> detections,
                std::span<const std::optional<Appearance>> appearances = {});

  /// What there is in a picture at or after the last look, which was not looked at.
  Tracks predict(double media_time_s) const;

 private:
  /// A detection that is worth a thought, and who it belongs to.
  struct Sighting {
    Detection detection;
    const std::optional<Appearance>* appearance;
    bool strong;         // At or above the confidence.
    bool clear = false;  // Not covered by another.
    int body = -1;
  };

  std::vector<Sighting> sort_out(std::span<const Detection> detections,
                                 std::span<const std::optional<Appearance>> appearances) const;
  Point find_sway(const std::vector<Sighting>& sightings) const;
  void associate(std::vector<Sighting>& sightings, bool strong, Size picture);
  double gain(const Body& body, const Sighting& sighting, Size picture) const;
  void learn_scene(const std::vector<Sighting>& sightings);
  void carry_on(const std::vector<Sighting>& sightings);
  void begin(const std::vector<Sighting>& sightings);

  const float confidence_;
  PersonIds& ids_;
  double now_s_ = 0;   // Of the last look …
  double step_s_ = 0;  // … and from the one before to it.
  bool looked_ = false;
  Point sway_;  // By how far the camera shows the last look's picture off, picture pixels.
  std::vector<Body> bodies_;  // In the order of their ids.
  Likeness likeness_;
};

}  // namespace trigo
