#pragma once

#include <boost/geometry/geometries/point_xy.hpp>
#include <boost/geometry/geometries/polygon.hpp>

#include "presence/scene_plan.hpp"

namespace trigo {

using RegionPoint = boost::geometry::model::d2::point_xy<double>;
using RegionPolygon = boost::geometry::model::polygon<RegionPoint>;

/// A polygon in the pixels of pictures of one size. Its border belongs to it, so whoever stands on
/// the border of two zones is in both. Reentrant.
class Region {
 public:
  Region(const Polygon& polygon, Size picture);

  bool covers(Point point) const;
  /// Pixels to the nearest point of it; 0 inside.
  double distance(Point point) const;
  /// The part of the way from `from` to `to`, one of which it covers, at which the border is
  /// crossed: 0 … 1, to a thousandth.
  double crossing(Point from, Point to) const;

 private:
  RegionPolygon polygon_;
};

/// As Boost.Geometry wants it: closed, clockwise.
RegionPolygon to_polygon(const Polygon& polygon, double width, double height);

}  // namespace trigo
