#pragma once

namespace trigo {

/// The widths that a viewer may ask for, in pixels.
inline constexpr int narrowest_picture = 16;
inline constexpr int widest_picture = 8192;

}  // namespace trigo
