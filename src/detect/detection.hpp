#pragma once

#include <string>
#include <vector>

#include "base/geometry.hpp"

namespace trigo {

/// A thing seen in one picture.
struct Detection {
  Box box;           // Picture pixels, not clipped.
  float score = 0;   // 0 … 1
  int class_id = 0;  // Index into the model's classes; 0 is person in COCO.

  bool operator==(const Detection&) const = default;
};

using Detections = std::vector<Detection>;

}  // namespace trigo
