#pragma once

#include <array>
#include <cstdint>

#include "live/live_stream.hpp"
#include "media/picture.hpp"

namespace trigo {

/// A track of id n has the colour n % 6, 0xRRGGBB, so that two who walk side by side differ. The
/// page has the same in ui/src/picture/overlay.ts.
inline constexpr std::array<std::uint32_t, 6> track_colors{0x7bd88f, 0xff8fc7, 0xf2e55c,
                                                           0x6cb6ff, 0xffab4a, 0xb79bff};
inline constexpr std::uint32_t still_color = 0xc3cad0;

/// Zones by their state, and lines; the page has the same.
inline constexpr std::uint32_t occupied_color = 0x2fe6c8;
inline constexpr std::uint32_t vacant_color = 0x9fb8c4;
inline constexpr std::uint32_t unknown_color = 0x8a8f94;
inline constexpr std::uint32_t line_color = 0xffffff;

/// Labels show an id's last three digits: enough to tell apart who is in one picture.
inline constexpr std::uint64_t short_ids = 1000;

/// Draws the picture's scene and tracks into planes of `color` that show it at some size with even
/// sides.
/// Zones are thick with the count of people in them while occupied, thin while vacant, and hatched
/// without a count while unknown. Lines have a tick at their right. Tracks are dashed when
/// predicted, not detected in exactly this picture; confirmed ones have a label with their short id
/// and, unless they are still, a trail; the others are thin. Reentrant.
void draw_overlay(const LivePicture& picture, const YuvView& planes, ColorSpace color);

}  // namespace trigo
