#include "detect/suppression.hpp"

#include <algorithm>

namespace trigo {

Detections suppressed(Detections detections, float max_iou) {
  std::stable_sort(detections.begin(), detections.end(),
                   [](const Detection& a, const Detection& b) { return a.score > b.score; });
  Detections kept;
  for (const Detection& candidate : detections) {
    const bool overlaps = std::any_of(kept.begin(), kept.end(), [&](const Detection& better) {
      return better.class_id == candidate.class_id && iou(better.box, candidate.box) > max_iou;
    });
    if (!overlaps) kept.push_back(candidate);
  }
  return kept;
}

}  // namespace trigo
