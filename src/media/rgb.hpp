#pragma once

#include "media/picture.hpp"

namespace trigo {

/// Turns red, green and blue, which lie in the places of Y, Cb and Cr, into these: BT.601 in full
/// range. `planes` has full chroma. Reentrant.
void convert_rgb(const YuvView& planes);

}  // namespace trigo
