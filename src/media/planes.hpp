#pragma once

#include "media/handles.hpp"
#include "media/picture.hpp"

namespace trigo {

AVColorSpace libav_name(ColorMatrix matrix);

/// An image of unturned 8-bit planes of 4:2:0 whose numbers mean `color`; the pixels are not set.
/// Null if there is no memory for it.
FrameHandle make_planes(Size size, ColorSpace color);

/// The planes of such an image.
YuvView view_of(AVFrame& planes);

}  // namespace trigo
