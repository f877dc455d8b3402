#include "live/overlay.hpp"

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

  Pen(Size picture, Size planes)
      : scale_x(static_cast<float>(planes.width) / static_cast<float>(picture.width)),
        scale_y(static_cast<float>(planes.height) / static_cast<float>(picture.height)),
        thick(planes.width < 1000 ? 2 : 4),
        thin(thick / 2),
        dash(4 * thick),
        dot(planes.width < 480    ? 1
            : planes.width < 1000 ? 2
                                  : 3) {}

  Point place(Point point) const { return {point.x * scale_x, point.y * scale_y}; }
  Area place(const Box& box) const {
    return {even(box.left * scale_x), even(box.top * scale_y), even(box.right * scale_x),
            even(box.bottom * scale_y)};
  }
};

Ink ink_for(const Track& track) {
  // Unsigned: an id is never negative, and a remainder must not be either.
  const auto id = static_cast<std::uint64_t>(track.id);
  return ink_of(track.still ? still_color : track_colors.at(id % track_colors.size()));
}

void draw_trail(const YuvView& planes, const Track& track, const Pen& pen) {
  if (!track.confirmed || track.still || track.trail.empty()) return;
  std::vector<Point> points;
  points.reserve(track.trail.size() + 1);
  for (const Point& before : track.trail) points.push_back(pen.place(before));
  points.push_back(pen.place(feet_of(track.box)));
  draw_path(planes, points, pen.thin, ink_for(track));
}

void draw_box(const YuvView& planes, const Track& track, const Pen& pen) {
  draw_outline(planes, pen.place(track.box), track.confirmed ? pen.thick : pen.thin,
               track.seen ? 0 : pen.dash, ink_for(track));
}

void draw_label(const YuvView& planes, const Track& track, const Pen& pen) {
  if (!track.confirmed) return;
  const std::uint64_t short_id = static_cast<std::uint64_t>(track.id) % short_ids;
  draw_number(planes, pen.place(track.box), short_id, pen.dot, ink_for(track));
}

}  // namespace

void draw_overlay(const LivePicture& picture, const YuvView& planes) {
  const Size size = picture.frame.picture.size();
  if (size.empty() || picture.tracks.empty()) return;
  const Pen pen(size, planes.size);
  // People cross each other's boxes and trails; what tells most is on top.
  for (const Track& track : picture.tracks) draw_trail(planes, track, pen);
  for (const Track& track : picture.tracks) draw_box(planes, track, pen);
  for (const Track& track : picture.tracks) draw_label(planes, track, pen);
}

}  // namespace trigo
