#pragma once

#include "media/picture.hpp"

namespace trigo {

/// Whether the even and the odd rows of an image were seen at different times: shown together,
/// whatever moves looks like two combs. The side must have rows enough for half of them.
bool is_interlaced(const AVFrame& image);

/// Leaves of an image the field that was seen first: every second row, without a copy. `transform`
/// still leads to the same upright picture; a row of it is half a pixel away at most.
void keep_first_field(AVFrame& image, PictureTransform& transform);

}  // namespace trigo
