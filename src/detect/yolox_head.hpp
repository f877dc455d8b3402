#pragma once

#include <span>

#include "base/geometry.hpp"
#include "detect/detection.hpp"

namespace trigo {

/// What no detector reports: below it there is only noise.
inline constexpr float lowest_score = 0.1F;

/// Further from the tensor's upper left corner, in its pixels, there is no box.
inline constexpr float farthest_px = 100'000;

/// How many rows a YOLOX head gives for an input of this size: one for each cell of its grids of
/// 8, 16 and 32 pixels. Sides are multiples of 32.
int yolox_anchors(Size tensor);

/// Reads the raw rows of a YOLOX head: x, y, w, h, objectness, then a score for each of `classes`.
/// With the cell's place and its stride s: centre (x + column, y + row) * s, size exp(w), exp(h)
/// times s, score objectness * class (Ge et al., "YOLOX: Exceeding YOLO Series in 2021", and its
/// ONNX export without decoding). Gives the boxes of the classes in `columns` (0 … classes - 1)
/// with a score of lowest_score or more and all edges within farthest_px, as classes `ids` (one a
/// column), in tensor pixels, in no order. Reentrant.
Detections read_yolox(std::span<const float> rows, Size tensor, int classes,
                      std::span<const int> columns, std::span<const int> ids);

}  // namespace trigo
