#include "live/overlay.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <string>

namespace trigo {
namespace {

/// In JFIF's YCbCr.
struct Ink {
  std::uint8_t y;
  std::uint8_t u;
  std::uint8_t v;
};

constexpr Ink ink_of(int red, int green, int blue) {
  const auto rounded = [](double value) { return static_cast<std::uint8_t>(value + 0.5); };
  return {rounded(0.299 * red + 0.587 * green + 0.114 * blue),
          rounded(128 - 0.168736 * red - 0.331264 * green + 0.5 * blue),
          rounded(128 + 0.5 * red - 0.418688 * green - 0.081312 * blue)};
}

/// Ids are shown by their last three digits.
constexpr std::int64_t shown_ids = 1000;

constexpr Ink dark{14, 128, 128};  // Around the bright ones: visible on every ground.
constexpr Ink grey = ink_of(0xb4, 0xba, 0xc0);
/// The page's colours, ui/overlay.js.
constexpr std::array<Ink, 6> inks{ink_of(0x7b, 0xd8, 0x8f), ink_of(0x6f, 0xb7, 0xff),
                                  ink_of(0xff, 0xb4, 0x54), ink_of(0xff, 0x8f, 0xb1),
                                  ink_of(0xf2, 0xe3, 0x6b), ink_of(0x5f, 0xe0, 0xd6)};

Ink ink_of(const Track& track) {
  if (track.still) return grey;
  return inks[static_cast<std::size_t>(track.id) % inks.size()];
}

/// Edges in pixels of the planes; right and bottom are outside.
struct Area {
  int left;
  int top;
  int right;
  int bottom;

  Area grown(int by) const { return {left - by, top - by, right + by, bottom + by}; }
};

void fill_plane(std::uint8_t* plane, int stride, const Area& area, std::uint8_t value) {
  const auto bytes = static_cast<std::size_t>(area.right - area.left);
  for (int row = area.top; row < area.bottom; ++row)
    std::memset(plane + std::ptrdiff_t{row} * stride + area.left, value, bytes);
}

Area inside(const Area& area, Size size) {
  return {std::max(area.left, 0), std::max(area.top, 0), std::min(area.right, size.width),
          std::min(area.bottom, size.height)};
}

void fill(const YuvView& planes, const Area& wanted, Ink ink) {
  const Area area = inside(wanted, planes.size);
  if (area.left >= area.right || area.top >= area.bottom) return;
  fill_plane(planes.y, planes.y_stride, area, ink.y);
  const Area chroma{area.left / 2, area.top / 2, (area.right + 1) / 2, (area.bottom + 1) / 2};
  fill_plane(planes.u, planes.u_stride, chroma, ink.u);
  fill_plane(planes.v, planes.v_stride, chroma, ink.v);
}

/// Nearest even number: chroma cells are two pixels wide.
int even(float value) {
  // Far outside the picture is as good as just outside; and an int can hold it.
  return 2 * static_cast<int>(std::lround(std::clamp(value, -1e6F, 1e6F) / 2));
}

/// An upright or level line, whole or dashed.
struct Line {
  Area area;
  int dash;  // Length of a dash and of a gap; 0: whole.
};

void draw_line(const YuvView& planes, const Line& line, int grown_by, Ink ink) {
  const Area& area = line.area;
  const bool level = area.right - area.left > area.bottom - area.top;
  const int start = level ? area.left : area.top;
  const int end = level ? area.right : area.bottom;
  const int limit = level ? planes.size.width : planes.size.height;
  const int step = line.dash > 0 ? 2 * line.dash : std::max(end - start, 1);
  // Dashes before the picture's edge are passed over; the others keep their places.
  const int first = start < 0 ? start + (-start / step) * step : start;
  for (int at = first; at < std::min(end, limit); at += step) {
    const int until = line.dash > 0 ? std::min(at + line.dash, end) : end;
    Area piece = area;
    (level ? piece.left : piece.top) = at;
    (level ? piece.right : piece.bottom) = until;
    fill(planes, piece.grown(grown_by), ink);
  }
}

void draw_outline(const YuvView& planes, const Area& box, int thickness, int dash, Ink ink) {
  const int t = thickness;
  const std::array<Line, 4> sides{{{{box.left, box.top, box.right, box.top + t}, dash},
                                   {{box.left, box.bottom - t, box.right, box.bottom}, dash},
                                   {{box.left, box.top, box.left + t, box.bottom}, dash},
                                   {{box.right - t, box.top, box.right, box.bottom}, dash}}};
  for (const Line& side : sides) draw_line(planes, side, 1, dark);
  for (const Line& side : sides) draw_line(planes, side, 0, ink);
}

/// Digits of 3 x 5 pixels, a row in three bits, the highest at the left.
constexpr std::array<std::array<std::uint8_t, 5>, 10> digits{{{7, 5, 5, 5, 7},
                                                              {2, 6, 2, 2, 7},
                                                              {7, 1, 7, 4, 7},
                                                              {7, 1, 7, 1, 7},
                                                              {5, 5, 7, 1, 1},
                                                              {7, 4, 7, 1, 7},
                                                              {7, 4, 7, 5, 7},
                                                              {7, 1, 2, 2, 2},
                                                              {7, 5, 7, 5, 7},
                                                              {7, 5, 7, 1, 7}}};
constexpr int digit_width = 3;
constexpr int digit_height = 5;

void draw_digit(const YuvView& planes, int digit, int left, int top, int dot) {
  for (int row = 0; row < digit_height; ++row)
    for (int column = 0; column < digit_width; ++column) {
      const int bits = digits[static_cast<std::size_t>(digit)][static_cast<std::size_t>(row)];
      if (((bits >> (digit_width - 1 - column)) & 1) == 0) continue;
      const int x = left + column * dot;
      const int y = top + row * dot;
      const Area pixel = inside({x, y, x + dot, y + dot}, planes.size);
      // The ground's colour stays: chroma is too coarse for so small a thing.
      if (pixel.left < pixel.right) fill_plane(planes.y, planes.y_stride, pixel, dark.y);
    }
}

/// The number on a bright ground, above the box or, where that is outside, in it.
void draw_label(const YuvView& planes, const Area& box, std::int64_t number, int dot, Ink ink) {
  const std::string text = std::to_string(number);
  const int digits_width = static_cast<int>(text.size()) * (digit_width + 1) * dot + dot;
  const int width = digits_width + digits_width % 2;
  const int height = (digit_height + 2) * dot + dot % 2;
  const int top = box.top >= height ? box.top - height : std::max(box.top, 0);
  const int left = std::clamp(box.left, 0, std::max(planes.size.width - width, 0));
  const Area ground{left, top, left + width, top + height};
  fill(planes, ground.grown(1), dark);
  fill(planes, ground, ink);
  int x = left + dot;
  for (const char digit : text) {
    draw_digit(planes, digit - '0', x, top + dot, dot);
    x += (digit_width + 1) * dot;
  }
}

/// From point to point, as a row of small squares; `scaled` makes picture points those of the
/// planes.
template <typename Scaled>
void draw_trail(const YuvView& planes, const std::vector<Point>& trail, Scaled scaled,
                int thickness, Ink ink) {
  for (std::size_t i = 1; i < trail.size(); ++i) {
    const Point from = scaled(trail[i - 1]);
    const Point to = scaled(trail[i]);
    const float length = std::max(std::abs(to.x - from.x), std::abs(to.y - from.y));
    // Nobody crosses the whole picture in a tenth of a second.
    const int steps = static_cast<int>(std::min(length / static_cast<float>(thickness), 1000.0F));
    for (int step = 0; step <= steps; ++step) {
      const float share = steps == 0 ? 0 : static_cast<float>(step) / static_cast<float>(steps);
      const int x = even(from.x + share * (to.x - from.x));
      const int y = even(from.y + share * (to.y - from.y));
      fill(planes, {x, y, x + thickness, y + thickness}, ink);
    }
  }
}

}  // namespace

void draw_overlay(const LivePicture& picture, const YuvView& planes) {
  const Size from = picture.frame.picture.size();
  if (from.empty()) return;
  const float scale_x = static_cast<float>(planes.size.width) / static_cast<float>(from.width);
  const float scale_y = static_cast<float>(planes.size.height) / static_cast<float>(from.height);
  const auto scaled = [&](Point point) { return Point{point.x * scale_x, point.y * scale_y}; };
  const int thickness = planes.size.width < 1000 ? 2 : 4;
  const int dot = planes.size.width < 480 ? 1 : planes.size.width < 1000 ? 2 : 3;
  for (const Track& track : picture.tracks)
    if (track.confirmed) draw_trail(planes, track.trail, scaled, thickness, ink_of(track));
  for (const Track& track : picture.tracks) {
    const Point upper = scaled({track.box.left, track.box.top});
    const Point lower = scaled({track.box.right, track.box.bottom});
    const Area box{even(upper.x), even(upper.y), even(lower.x), even(lower.y)};
    draw_outline(planes, box, track.confirmed ? thickness : thickness / 2,
                 track.seen ? 0 : 4 * thickness, ink_of(track));
    if (track.confirmed) draw_label(planes, box, track.id % shown_ids, dot, ink_of(track));
  }
}

}  // namespace trigo
