#pragma once

#include <array>

#include "media/picture.hpp"

namespace trigo {

/// Turns Y, U, V bytes into B, G, R of 0 … 255:
/// channel c = luma[c] * Y + u[c] * U + v[c] * V + offset[c].
struct BgrMatrix {
  std::array<float, 3> luma;
  std::array<float, 3> u;
  std::array<float, 3> v;
  std::array<float, 3> offset;
};

/// By the luma weights of ITU-R BT.601, BT.709 and BT.2020 (non-constant luminance).
BgrMatrix bgr_matrix(const ColorSpace& color);

}  // namespace trigo
