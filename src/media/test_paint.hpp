#pragma once

#include <array>
#include <functional>

#include "media/picture.hpp"

namespace trigo {

/// Red, green and blue, 0 … 1, for tests.
using Color = std::array<double, 3>;

/// The image that shows `color_at(x, y)`, which is asked at the middle of each pixel, in any pixel
/// format that FFmpeg describes. Worked out in double precision from the definitions of Y'CbCr
/// (ITU-R BT.601, BT.709 and BT.2020, section 3 of the latter two); `space` does not matter to RGB.
/// The image says which colours it has. Alpha is opaque.
FrameHandle paint(Size size, AVPixelFormat format, const ColorSpace& space,
                  const std::function<Color(double x, double y)>& color_at);

/// What `color` is in that format: rounded to its steps, without what it does not keep.
Color as_kept(const Color& color, AVPixelFormat format, const ColorSpace& space);

/// The colour of 8-bit Y'CbCr, 0 … 1, unless it lies outside of RGB: then beyond.
Color color_of(int y, int u, int v, const ColorSpace& space);

}  // namespace trigo
