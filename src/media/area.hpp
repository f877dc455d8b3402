#pragma once

#include <cstdint>

#include "base/geometry.hpp"

namespace trigo {

/// Shrinks one plane: each value becomes the mean of all that it covers, shares of values at the
/// edges included; rounded to the nearest, where libyuv's box filter cuts off, which darkens a
/// picture and, as chroma is cut off too, turns it green. Reentrant. Neither side may grow.
void scale_area(const std::uint8_t* from, int from_stride, Size from_size, std::uint8_t* to,
                int to_stride, Size to_size);

}  // namespace trigo
