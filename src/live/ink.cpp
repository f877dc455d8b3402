#include "live/ink.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <optional>
#include <string>
#include <vector>

#include "media/luma_weights.hpp"

namespace trigo {
namespace {

constexpr Ink dark{14, 128, 128};

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

/// Far outside of any picture is as good as just outside, and an int holds it.
double near(double value) {
  constexpr double far = 1e6;
  return value > -far ? std::min(value, far) : -far;
}

/// A straight way.
struct Way {
  double x;
  double y;
  double across;
  double down;

  Way(const Point& from, const Point& to)
      : x(near(from.x)), y(near(from.y)), across(near(to.x) - x), down(near(to.y) - y) {}
};

/// A place in pixels of the planes.
struct Spot {
  int x;
  int y;
};

/// The part of a way that lies inside an area (Liang and Barsky's way of clipping).
std::optional<std::array<Spot, 2>> part_inside(const Way& way, const Area& area) {
  double from = 0;
  double to = 1;
  const std::array<std::array<double, 2>, 4> edges{{{-way.across, way.x - area.left},
                                                    {way.across, area.right - way.x},
                                                    {-way.down, way.y - area.top},
                                                    {way.down, area.bottom - way.y}}};
  for (const auto& [outwards, room] : edges) {
    if (outwards == 0 && room < 0) return std::nullopt;
    if (outwards < 0) from = std::max(from, room / outwards);
    if (outwards > 0) to = std::min(to, room / outwards);
  }
  if (from > to) return std::nullopt;
  const auto spot = [&](double part) {
    return Spot{static_cast<int>(std::lround(way.x + part * way.across)),
                static_cast<int>(std::lround(way.y + part * way.down))};
  };
  return {{spot(from), spot(to)}};
}

/// Squares beside each other, a pixel further each.
void draw_way(const YuvView& planes, const std::array<Spot, 2>& ends, int thickness, int grown_by,
              Ink ink) {
  const auto& [from, to] = ends;
  const int steps = std::max(std::abs(to.x - from.x), std::abs(to.y - from.y));
  for (int step = 0; step <= steps; ++step) {
    const int left = from.x + (to.x - from.x) * step / std::max(steps, 1) - thickness / 2;
    const int top = from.y + (to.y - from.y) * step / std::max(steps, 1) - thickness / 2;
    const Area square{left, top, left + thickness, top + thickness};
    fill(planes, square.grown(grown_by), ink);
  }
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

}  // namespace

Ink ink_of(std::uint32_t rgb, ColorSpace color) {
  const auto [red_weight, blue_weight] = luma_weights(color.matrix);
  const double red = ((rgb >> 16) & 0xff) / 255.0;
  const double green = ((rgb >> 8) & 0xff) / 255.0;
  const double blue = (rgb & 0xff) / 255.0;
  const double luma =
      red_weight * red + (1 - red_weight - blue_weight) * green + blue_weight * blue;
  const double steps = color.full_range ? 255 : 224;
  const auto byte = [](double value) {
    return static_cast<std::uint8_t>(std::clamp(std::lround(value), 0L, 255L));
  };
  return {byte(color.full_range ? 255 * luma : 16 + 219 * luma),
          byte(128 + steps * (blue - luma) / (2 - 2 * blue_weight)),
          byte(128 + steps * (red - luma) / (2 - 2 * red_weight))};
}

int even(double value) {
  return 2 * static_cast<int>(std::lround(near(value) / 2));
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

void draw_path(const YuvView& planes, std::span<const Point> points, int thickness, Ink ink) {
  const Area seen = Area{0, 0, planes.size.width, planes.size.height}.grown(thickness + 1);
  const auto draw = [&](int grown_by, Ink with) {
    for (std::size_t i = 1; i < points.size(); ++i) {
      if (const auto ends = part_inside({points[i - 1], points[i]}, seen))
        draw_way(planes, *ends, thickness, grown_by, with);
    }
  };
  draw(1, dark);
  draw(0, ink);
}

void draw_hatching(const YuvView& planes, std::span<const Point> corners, int step, Ink ink) {
  if (corners.empty()) return;
  const auto sum = [](const Point& point) { return near(point.x) + near(point.y); };
  const auto [least, most] =
      std::minmax_element(corners.begin(), corners.end(),
                          [&](const Point& a, const Point& b) { return sum(a) < sum(b); });
  // Those outside of the planes are not seen; there may be very many.
  const double first = std::max(sum(*least), 0.0);
  const double last =
      std::min(sum(*most), static_cast<double>(planes.size.width) + planes.size.height);
  for (double at = (std::floor(first / step) + 1) * step; at < last; at += step) {
    std::vector<Point> crossings;  // Of the sides with the line x + y = at.
    for (std::size_t i = 1; i < corners.size(); ++i) {
      const double from = sum(corners[i - 1]) - at;
      const double to = sum(corners[i]) - at;
      if ((from < 0) == (to < 0)) continue;
      const auto part = static_cast<float>(from / (from - to));
      crossings.push_back({corners[i - 1].x + part * (corners[i].x - corners[i - 1].x),
                           corners[i - 1].y + part * (corners[i].y - corners[i - 1].y)});
    }
    std::sort(crossings.begin(), crossings.end(),
              [](const Point& a, const Point& b) { return a.x < b.x; });
    for (std::size_t i = 1; i < crossings.size(); i += 2)
      draw_path(planes, std::span(crossings).subspan(i - 1, 2), 1, ink);
  }
}

void draw_number(const YuvView& planes, const Area& box, std::uint64_t number, int dot, Ink ink) {
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

}  // namespace trigo
