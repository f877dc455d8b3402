#pragma once

namespace trigo {

/// Width and height in pixels.
struct Size {
  int width = 0;
  int height = 0;

  bool operator==(const Size&) const = default;
  bool empty() const { return width <= 0 || height <= 0; }
};

/// An upright rectangle in picture pixels: left <= right, top <= bottom, y grows downwards.
/// Coordinates are edges, so width = right - left.
struct Box {
  float left = 0;
  float top = 0;
  float right = 0;
  float bottom = 0;

  float width() const { return right - left; }
  float height() const { return bottom - top; }
  float area() const { return width() * height(); }
  bool operator==(const Box&) const = default;
};

/// A place in picture pixels.
struct Point {
  float x = 0;
  float y = 0;

  bool operator==(const Point&) const = default;
};

/// Where a box stands: the middle of its lower edge.
inline Point feet_of(const Box& box) {
  return {(box.left + box.right) / 2, box.bottom};
}

inline Point center_of(const Box& box) {
  return {(box.left + box.right) / 2, (box.top + box.bottom) / 2};
}

/// Area of what both have in common, in square pixels; 0 where they do not meet.
float shared_area(const Box& a, const Box& b);

/// Intersection over union, 0 … 1; 0 where both are empty.
float iou(const Box& a, const Box& b);

/// The part of `box` that lies inside a picture of `size`; may be empty.
Box clipped(const Box& box, Size size);

}  // namespace trigo
