#pragma once

#include <cstdint>
#include <span>

#include "base/geometry.hpp"
#include "media/picture.hpp"

namespace trigo {

/// A colour in the numbers of planes.
struct Ink {
  std::uint8_t y;
  std::uint8_t u;
  std::uint8_t v;
};

/// `rgb`: 0xRRGGBB.
Ink ink_of(std::uint32_t rgb, ColorSpace color);

/// Edges in pixels of the planes; right and bottom are outside.
struct Area {
  int left = 0;
  int top = 0;
  int right = 0;
  int bottom = 0;

  Area grown(int by) const { return {left - by, top - by, right + by, bottom + by}; }
};

/// Nearest even number, within a million: chroma cells are two pixels wide.
int even(double value);

// What is drawn has a dark edge of one pixel, so that it is seen on every ground; parts outside of
// the planes are left out. All are reentrant.

/// `dash`: length of a dash and of a gap; 0: whole.
void draw_outline(const YuvView& planes, const Area& box, int thickness, int dash, Ink ink);

/// Straight from each point to the next. In pixels of the planes, anywhere.
void draw_path(const YuvView& planes, std::span<const Point> points, int thickness, Ink ink);

/// Slanting lines, `step` pixels apart, over the area that `corners` enclose; the last one is the
/// first one again.
void draw_hatching(const YuvView& planes, std::span<const Point> corners, int step, Ink ink);

/// The number on a ground of `ink`, above the box or, where that is outside, in it.
/// `dot`: pixels of the planes to one of its digits.
void draw_number(const YuvView& planes, const Area& box, std::uint64_t number, int dot, Ink ink);

}  // namespace trigo
