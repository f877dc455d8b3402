#pragma once

#include "media/picture.hpp"

namespace trigo {

/// The colours of a JPEG file (ITU-T T.871).
inline constexpr ColorSpace jfif{ColorMatrix::bt601, true};

/// Changes the values in `planes` from those of one colour space to those of another. Sides are
/// even. Reentrant.
void convert_colors(const YuvView& planes, ColorSpace from, ColorSpace to);

}  // namespace trigo
