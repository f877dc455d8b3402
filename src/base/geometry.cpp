#include "base/geometry.hpp"

#include <algorithm>

namespace trigo {

float shared_area(const Box& a, const Box& b) {
  const float width = std::min(a.right, b.right) - std::max(a.left, b.left);
  const float height = std::min(a.bottom, b.bottom) - std::max(a.top, b.top);
  return width <= 0 || height <= 0 ? 0 : width * height;
}

float iou(const Box& a, const Box& b) {
  const float intersection = shared_area(a, b);
  if (intersection <= 0) return 0;
  return intersection / (a.area() + b.area() - intersection);
}

Box clipped(const Box& box, Size size) {
  const auto width = static_cast<float>(size.width);
  const auto height = static_cast<float>(size.height);
  return {std::clamp(box.left, 0.0F, width), std::clamp(box.top, 0.0F, height),
          std::clamp(box.right, 0.0F, width), std::clamp(box.bottom, 0.0F, height)};
}

}  // namespace trigo
