#include "presence/scene_plan.hpp"

#include <algorithm>
#include <cmath>

#include <boost/geometry/algorithms/area.hpp>
#include <boost/geometry/algorithms/convex_hull.hpp>
#include <boost/geometry/algorithms/is_valid.hpp>
#include <fmt/format.h>

#include "presence/region.hpp"

namespace trigo {
namespace {

bool is_in_picture(Point point) {
  return point.x >= 0 && point.x <= 1 && point.y >= 0 && point.y <= 1;
}

std::string shown(Point point) {
  return fmt::format("({:.4g}, {:.4g})", point.x, point.y);
}

constexpr auto no_area = "has no area; move its corners apart";

/// Two neighbours that are one point.
std::optional<Point> repeated_corner(const Polygon& polygon) {
  const auto same = std::adjacent_find(polygon.begin(), polygon.end());
  if (same != polygon.end()) return *same;
  return polygon.front() == polygon.back() ? std::optional(polygon.front()) : std::nullopt;
}

}  // namespace

Point anchor_of(const Box& box, Anchor anchor, Size picture) {
  const Point point = anchor == Anchor::feet ? feet_of(box) : center_of(box);
  return {std::clamp(point.x, 0.F, static_cast<float>(picture.width)),
          std::clamp(point.y, 0.F, static_cast<float>(picture.height))};
}

std::optional<std::string> polygon_fault(const Polygon& polygon) {
  if (polygon.size() < 3) return "has fewer than 3 corners; give it at least 3";
  if (polygon.size() > most_corners)
    return fmt::format("has {} corners; {} are the most", polygon.size(), most_corners);
  for (const Point& corner : polygon)
    if (!is_in_picture(corner))
      return fmt::format(
          "has a corner {} outside of the picture; coordinates are 0 … 1 of its "
          "width and height",
          shown(corner));
  if (const auto corner = repeated_corner(polygon))
    return fmt::format("has the corner {} twice in a row; remove one", shown(*corner));
  const auto region = to_polygon(polygon, 1, 1);
  RegionPolygon hull;
  boost::geometry::convex_hull(region, hull);
  if (boost::geometry::area(hull) < least_area_norm) return no_area;
  if (!boost::geometry::is_valid(region))
    return "crosses or touches itself; list its corners in the order in which they follow each "
           "other round the area";
  if (boost::geometry::area(region) < least_area_norm) return no_area;
  return std::nullopt;
}

std::optional<std::string> line_fault(Point from, Point to) {
  for (const Point& end : {from, to})
    if (!is_in_picture(end))
      return fmt::format(
          "has an end {} outside of the picture; coordinates are 0 … 1 of its width "
          "and height",
          shown(end));
  if (std::hypot(to.x - from.x, to.y - from.y) < least_length_norm)
    return "has no length; move its ends apart";
  return std::nullopt;
}

void remove_masked(const std::vector<Mask>& masks, Size picture, Detections& detections) {
  for (const Mask& mask : masks) {
    const Region region(mask.polygon, picture);
    std::erase_if(detections, [&](const Detection& detection) {
      return region.covers(anchor_of(detection.box, mask.anchor, picture));
    });
  }
}

}  // namespace trigo
