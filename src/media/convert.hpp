#pragma once

#include "media/picture.hpp"

namespace trigo {

/// Whether converting this format to 4:2:0 leaves the meaning of its numbers alone: YUV and grey
/// do; everything else (RGB, palettes) becomes BT.601 in limited range.
bool keeps_its_colors(AVPixelFormat format);

/// Whether a picture in this format that says nothing of its range has 0 … 255.
bool is_full_range_by_itself(AVPixelFormat format);

/// Scales the crop of `image` into `to` through libswscale, for the formats that libyuv has no
/// quick way for. Turns nothing. Errors: invalid_argument for what libswscale does not read.
Result<void> convert_into(const AVFrame& image, const PictureTransform& transform,
                          const YuvView& to, ScaleFilter filter);

}  // namespace trigo
