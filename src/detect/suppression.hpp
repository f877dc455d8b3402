#pragma once

#include "detect/detection.hpp"

namespace trigo {

/// Greedy non-maximum suppression within each class: of boxes that overlap a better one of their
/// class by more than `max_iou`, only the better one stays. Best first. Reentrant.
Detections suppressed(Detections detections, float max_iou);

}  // namespace trigo
