#include "live/overlay.hpp"

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

#include "live/ink.hpp"

namespace trigo {
namespace {

/// Lengths in pixels of the planes.
struct Pen {
  float scale_x;  // From picture pixels.
  float scale_y;
  int thick;
  int thin;
  int dash;
  int dot;  // Of a digit.
  ColorSpace color;

  Pen(Size picture, Size planes, ColorSpace of)
      : scale_x(static_cast<float>(planes.width) / static_cast<float>(picture.width)),
        scale_y(static_cast<float>(planes.height) / static_cast<float>(picture.height)),
        thick(planes.width < 1000 ? 2 : 4),
        thin(thick / 2),
        dash(4 * thick),
        dot(planes.width < 480    ? 1
            : planes.width < 1000 ? 2
                                  : 3),
        color(of) {}

  Ink ink(std::uint32_t rgb) const { return ink_of(rgb, color); }
  Ink ink(const Track& track) const {
    // Unsigned: an id is never negative, and a remainder must not be either.
    const auto id = static_cast<std::uint64_t>(track.id);
    return ink(track.still ? still_color : track_colors.at(id % track_colors.size()));
  }
  Point place(Point point) const { return {point.x * scale_x, point.y * scale_y}; }
  Area place(const Box& box) const {
    return {even(box.left * scale_x), even(box.top * scale_y), even(box.right * scale_x),
            even(box.bottom * scale_y)};
  }
};

void draw_trail(const YuvView& planes, const Track& track, const Pen& pen) {
  if (!track.confirmed || track.still || track.trail.empty()) return;
  std::vector<Point> points;
  points.reserve(track.trail.size() + 1);
  for (const Point& before : track.trail) points.push_back(pen.place(before));
  points.push_back(pen.place(feet_of(track.box)));
  draw_path(planes, points, pen.thin, pen.ink(track));
}

void draw_box(const YuvView& planes, const Track& track, const Pen& pen) {
  draw_outline(planes, pen.place(track.box), track.confirmed ? pen.thick : pen.thin,
               track.seen ? 0 : pen.dash, pen.ink(track));
}

void draw_label(const YuvView& planes, const Track& track, const Pen& pen) {
  if (!track.confirmed) return;
  const std::uint64_t short_id = static_cast<std::uint64_t>(track.id) % short_ids;
  draw_number(planes, pen.place(track.box), short_id, pen.dot, pen.ink(track));
}

/// Corners in pixels of the planes, the first one again at the end.
std::vector<Point> corners_of(const Polygon& polygon, Size planes) {
  std::vector<Point> corners;
  for (const Point& corner : polygon)
    corners.push_back({corner.x * static_cast<float>(planes.width),
                       corner.y * static_cast<float>(planes.height)});
  corners.push_back(corners.front());
  return corners;
}

/// The uppermost corner is where a zone's count is least in the way.
Area label_place(const std::vector<Point>& corners) {
  const auto highest = *std::min_element(
      corners.begin(), corners.end(),
      [](const Point& a, const Point& b) { return std::pair(a.y, a.x) < std::pair(b.y, b.x); });
  return {even(highest.x), even(highest.y), even(highest.x), even(highest.y)};
}

void draw_zone(const YuvView& planes, const Polygon& polygon, const ZoneReading& zone,
               const Pen& pen) {
  const auto corners = corners_of(polygon, planes.size);
  switch (zone.state) {
    case PresenceState::unknown:
      draw_hatching(planes, corners, 5 * pen.dash / 2, pen.ink(unknown_color));
      return draw_path(planes, corners, pen.thin, pen.ink(unknown_color));
    case PresenceState::vacant:
      return draw_path(planes, corners, pen.thin, pen.ink(vacant_color));
    case PresenceState::occupied:
      draw_path(planes, corners, pen.thick, pen.ink(occupied_color));
      draw_number(planes, label_place(corners), static_cast<std::uint64_t>(zone.count), pen.dot,
                  pen.ink(occupied_color));
  }
}

void draw_line(const YuvView& planes, const CrossingLine& line, const Pen& pen) {
  const auto ends = corners_of({line.from, line.to}, planes.size);
  const Point from = ends[0];
  const Point to = ends[1];
  const float across = to.x - from.x;
  const float down = to.y - from.y;
  const float tick = 3 * static_cast<float>(pen.dash) / std::max(std::hypot(across, down), 1.F);
  const Point middle{(from.x + to.x) / 2, (from.y + to.y) / 2};
  const Point right{middle.x - down * tick, middle.y + across * tick};
  const Point whole[] = {from, to};
  const Point side[] = {middle, right};
  draw_path(planes, whole, pen.thin, pen.ink(line_color));
  draw_path(planes, side, pen.thin, pen.ink(line_color));
}

void draw_scene(const LivePicture& picture, const YuvView& planes, const Pen& pen) {
  const auto& zones = picture.presence->zones;
  for (std::size_t i = 0; i < std::min(zones.size(), picture.scene->zones.size()); ++i)
    draw_zone(planes, picture.scene->zones[i].polygon, zones[i], pen);
  for (const CrossingLine& line : picture.scene->lines) draw_line(planes, line, pen);
}

}  // namespace

void draw_overlay(const LivePicture& picture, const YuvView& planes, ColorSpace color) {
  const Size size = picture.frame.picture.size();
  if (size.empty()) return;
  const Pen pen(size, planes.size, color);
  draw_scene(picture, planes, pen);
  // People cross each other's boxes and trails; what tells most is on top.
  for (const Track& track : picture.tracks) draw_trail(planes, track, pen);
  for (const Track& track : picture.tracks) draw_box(planes, track, pen);
  for (const Track& track : picture.tracks) draw_label(planes, track, pen);
}

}  // namespace trigo
