#include "detect/yolox_head.hpp"

#include <algorithm>
#include <cmath>

#include "base/check.hpp"

namespace trigo {
namespace {

constexpr int strides[] = {8, 16, 32};
constexpr int box_columns = 5;  // x, y, w, h, objectness.

bool is_sane(const Box& box) {
  const auto near = [](float edge) { return std::abs(edge) <= farthest_px; };  // NaN is not.
  return near(box.left) && near(box.top) && near(box.right) && near(box.bottom);
}

Box box_of(const float* row, int column_index, int row_index, int stride) {
  const auto scale = static_cast<float>(stride);
  const float x = (row[0] + static_cast<float>(column_index)) * scale;
  const float y = (row[1] + static_cast<float>(row_index)) * scale;
  const float half_width = std::exp(row[2]) * scale / 2;
  const float half_height = std::exp(row[3]) * scale / 2;
  return {x - half_width, y - half_height, x + half_width, y + half_height};
}

}  // namespace

int yolox_anchors(Size tensor) {
  int anchors = 0;
  for (const int stride : strides) anchors += (tensor.width / stride) * (tensor.height / stride);
  return anchors;
}

Detections read_yolox(std::span<const float> rows, Size tensor, int classes,
                      std::span<const int> columns, std::span<const int> ids) {
  const int width = box_columns + classes;
  TRIGO_CHECK(columns.size() == ids.size());
  TRIGO_CHECK(rows.size() ==
              static_cast<std::size_t>(yolox_anchors(tensor)) * static_cast<std::size_t>(width));
  Detections found;
  const float* row = rows.data();
  for (const int stride : strides) {
    for (int y = 0; y < tensor.height / stride; ++y) {
      for (int x = 0; x < tensor.width / stride; ++x, row += width) {
        const float objectness = row[4];
        // No class score is above 1; written so that NaN fails, too.
        if (!(objectness >= lowest_score)) continue;
        for (std::size_t i = 0; i < columns.size(); ++i) {
          const float score = objectness * row[box_columns + columns[i]];
          if (!(score >= lowest_score)) continue;
          const Box box = box_of(row, x, y, stride);
          if (is_sane(box)) found.push_back({box, std::min(score, 1.0F), ids[i]});
        }
      }
    }
  }
  return found;
}

}  // namespace trigo
