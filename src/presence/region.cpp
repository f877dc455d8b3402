#include "presence/region.hpp"

#include <boost/geometry/algorithms/correct.hpp>
#include <boost/geometry/algorithms/covered_by.hpp>
#include <boost/geometry/algorithms/distance.hpp>

namespace trigo {

RegionPolygon to_polygon(const Polygon& polygon, double width, double height) {
  RegionPolygon region;
  for (const Point& corner : polygon)
    region.outer().emplace_back(corner.x * width, corner.y * height);
  boost::geometry::correct(region);
  return region;
}

Region::Region(const Polygon& polygon, Size picture)
    : polygon_(to_polygon(polygon, picture.width, picture.height)) {}

bool Region::covers(Point point) const {
  return boost::geometry::covered_by(RegionPoint(point.x, point.y), polygon_);
}

double Region::distance(Point point) const {
  return boost::geometry::distance(RegionPoint(point.x, point.y), polygon_);
}

double Region::crossing(Point from, Point to) const {
  const bool starts_inside = covers(from);
  float low = 0;
  float high = 1;
  while (high - low > 0.001F) {
    const float middle = (low + high) / 2;
    const Point there{from.x + middle * (to.x - from.x), from.y + middle * (to.y - from.y)};
    (covers(there) == starts_inside ? low : high) = middle;
  }
  return high;
}

}  // namespace trigo
