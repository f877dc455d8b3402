#pragma once

#include "live/live_stream.hpp"
#include "media/picture.hpp"

namespace trigo {

/// Draws the picture's tracks into JFIF planes that show it at some size with even sides: a box,
/// dashed where it is predicted; of confirmed ones the last three digits of the id, and the trail
/// of the feet. Colours go by id; still things are grey, those not confirmed thin. Reentrant.
void draw_overlay(const LivePicture& picture, const YuvView& planes);

}  // namespace trigo
