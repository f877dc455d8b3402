#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/geometry.hpp"
#include "base/result.hpp"
#include "detect/detection.hpp"

namespace trigo {

/// The point of a box that is tested against zones, lines and masks.
enum class Anchor {
  feet,    // Middle of the lower edge.
  center,  // Of the box.
};

/// `box` in a picture of that size, pixels; clamped into the picture: the feet of somebody who is
/// cut off by its border are there, for all that is known.
Point anchor_of(const Box& box, Anchor anchor, Size picture);

/// Whom a zone or line counts.
struct PresenceFilter {
  Anchor anchor = Anchor::feet;
  double min_score = 0;   // 0 … 1; a box of less starts no stay and no crossing.
  double min_height = 0;  // 0 … 1 of the picture's height; the same.
  std::vector<std::string> classes{"person"};  // Names of the model.

  bool operator==(const PresenceFilter&) const = default;
};

/// Corners one after the other, 0 … 1 of the picture's width and height; see polygon_fault().
using Polygon = std::vector<Point>;

struct Zone {
  std::string name;  // is_stream_name()
  Polygon polygon;
  double enter_s = 0.3;  // Inside for so long: there.
  double exit_s = 1;     // Missed for so long, and by two looks: gone.
  std::optional<double> dwell_s;
  PresenceFilter filter;

  bool operator==(const Zone&) const = default;
};

/// Has a left and a right for whoever walks it from `from` to `to`, as one sees the picture.
struct CrossingLine {
  std::string name;
  Point from;  // 0 … 1
  Point to;
  PresenceFilter filter;

  bool operator==(const CrossingLine&) const = default;
};

/// Detections with their anchor in it are ignored, before anybody is followed.
struct Mask {
  std::string name;
  Polygon polygon;
  Anchor anchor = Anchor::feet;

  bool operator==(const Mask&) const = default;
};

/// What is drawn on a stream's picture, each kind in the order of its names.
struct ScenePlan {
  std::vector<Zone> zones;
  std::vector<CrossingLine> lines;
  std::vector<Mask> masks;

  /// There is something that events can come of.
  bool is_watched() const { return !zones.empty() || !lines.empty(); }
  bool empty() const { return zones.empty() && lines.empty() && masks.empty(); }
  bool operator==(const ScenePlan&) const = default;
};

inline constexpr std::size_t most_corners = 256;
inline constexpr std::size_t most_areas = 64;    // Of each kind, in one plan.
inline constexpr double least_area_norm = 1e-4;  // Of a polygon: 0.01 % of the picture.
inline constexpr double least_length_norm = 1e-3;

/// Why a polygon is none, and what to do, as what follows its name: "crosses itself near (0.5,
/// 0.5); …". Nothing if it is one: 3 … 256 corners in 0 … 1, a last one like the first left out,
/// an area, no side that meets another. Either direction will do.
std::optional<std::string> polygon_fault(const Polygon& polygon);

/// The same of a line: both ends in 0 … 1, and apart.
std::optional<std::string> line_fault(Point from, Point to);

/// Leaves out what lies in one of the masks.
void remove_masked(const std::vector<Mask>& masks, Size picture, Detections& detections);

}  // namespace trigo
