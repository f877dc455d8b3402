#include "presence/line_watch.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include <boost/geometry/algorithms/intersects.hpp>
#include <boost/geometry/geometries/segment.hpp>
#include <boost/geometry/strategy/cartesian/side_by_triangle.hpp>

#include "presence/region.hpp"

namespace trigo {
namespace {

using namespace presence;
using Spot = RegionPoint;
using Segment = boost::geometry::model::segment<Spot>;

/// The line in the pixels of one picture.
class PixelLine {
 public:
  PixelLine(const CrossingLine& line, Size picture)
      : line_({line.from.x * static_cast<double>(picture.width),
               line.from.y * static_cast<double>(picture.height)},
              {line.to.x * static_cast<double>(picture.width),
               line.to.y * static_cast<double>(picture.height)}) {}

  /// -1 left of it, 1 right of it, 0 on it: pictures have y downwards.
  int side(Spot spot) const {
    using Side = boost::geometry::strategy::side::side_by_triangle<>;
    return Side::apply(line_.first, line_.second, spot);
  }

  /// 1 from left to right, -1 the other way, 0: the way does not cross it.
  int crossing(Spot from, Spot to) const {
    const int before = side(from);
    const int after = side(to);
    if (before == after || !boost::geometry::intersects(Segment(from, to), line_)) return 0;
    return after;
  }

  /// Pixels to it, made longer in both directions.
  double distance(Spot spot) const {
    const double across = line_.second.x() - line_.first.x();
    const double down = line_.second.y() - line_.first.y();
    const double area = across * (spot.y() - line_.first.y()) - down * (spot.x() - line_.first.x());
    return std::abs(area) / std::hypot(across, down);
  }

 private:
  Segment line_;
};

Spot spot_of(Point point) {
  return {point.x, point.y};
}

}  // namespace

LineWatch::LineWatch(const CrossingLine& line, std::span<const std::string> classes)
    : line_(line), rule_(line.filter, classes), counts_{.name = line.name} {}

void LineWatch::observe(const SceneLook& look, PresenceEvents& events) {
  for (const Sighting& sighting : look.sightings) {
    if (!rule_.counts(sighting.track)) continue;
    Walker& walker = walkers_[sighting.track.id];
    walker.seen_s = look.at.s;
    walker.admitted = walker.admitted || rule_.admits(sighting.track, look.picture);
    follow(walker, look, sighting);
    if (!sighting.track.confirmed || !walker.admitted) continue;
    for (PresenceEvent& event : walker.waiting) {
      ++(event.direction == Direction::left_to_right ? counts_.left_to_right
                                                     : counts_.right_to_left);
      events.push_back(std::move(event));
    }
    walker.waiting.clear();
  }
  std::erase_if(walkers_, [&](const auto& walker) {
    return look.at.s - walker.second.seen_s > sight_memory_s;
  });
}

void LineWatch::follow(Walker& walker, const SceneLook& look, const Sighting& sighting) {
  const PixelLine line(line_, look.picture);
  const Track& track = sighting.track;
  const Point anchor = rule_.anchor(track.box, look.picture);
  const Spot here = spot_of(anchor);
  const int side = line.side(here);
  if (side == 0) return;
  if (walker.from) {
    const int crossing = line.crossing(spot_of(*walker.from), here);
    walker.net += crossing;
    if (crossing != 0) walker.crossed_at = look.at;
  }
  walker.from = anchor;
  if (line.distance(here) >= margin * track.box.height()) come_away(walker, track, side);
}

/// It is on that side of the line for sure.
void LineWatch::come_away(Walker& walker, const Track& track, int side) {
  // Round the end of the line nothing is crossed; to and fro neither.
  if (walker.net != 0 && side != walker.side)
    walker.waiting.push_back(
        {.type = PresenceEventType::crossed,
         .place = line_.name,
         .at = walker.crossed_at,
         .person = track.id,
         .class_id = track.class_id,
         .direction = walker.net > 0 ? Direction::left_to_right : Direction::right_to_left});
  walker.side = side;
  walker.net = 0;
}

LineReading LineWatch::reading() const {
  return counts_;
}

double LineWatch::undecided_since_s() const {
  double since_s = std::numeric_limits<double>::infinity();
  for (const auto& [id, walker] : walkers_) {
    if (walker.net != 0) since_s = std::min(since_s, walker.crossed_at.s);
    for (const PresenceEvent& event : walker.waiting) since_s = std::min(since_s, event.at.s);
  }
  return since_s;
}

}  // namespace trigo
