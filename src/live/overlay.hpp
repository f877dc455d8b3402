#pragma once

#include "live/live_stream.hpp"
#include "media/picture.hpp"

namespace trigo {

/// Draws the picture's boxes and their scores, in percent, into JFIF planes that show it at some
/// size with even sides. Boxes that were not found in exactly this picture are dashed. Reentrant.
void draw_overlay(const LivePicture& picture, const YuvView& planes);

}  // namespace trigo
