#pragma once

#include <cstdint>

#include "base/geometry.hpp"

namespace trigo {

/// Scales one plane with the weights of its four nearest values, centre on centre, as OpenCV's
/// INTER_LINEAR does; rounded once, at the end. Each value of `from` stands for `repeat` of a plane
/// of `from_size`: chroma, as a conversion to RGB would enlarge it before scaling. Reentrant.
/// `from_size` is at most 32767 wide and high.
void scale_bilinear(const std::uint8_t* from, int from_stride, Size from_size, Size repeat,
                    std::uint8_t* to, int to_stride, Size to_size);

}  // namespace trigo
