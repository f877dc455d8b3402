#pragma once

#include "media/picture.hpp"

namespace trigo {

/// Changes the values in `planes` from those of `color` to JFIF's: BT.601, full range (ITU-T
/// T.871). Sides are even. Reentrant.
void convert_to_jfif(const YuvView& planes, ColorSpace color);

}  // namespace trigo
