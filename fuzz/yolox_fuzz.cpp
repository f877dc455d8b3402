// Any numbers out of a model: only boxes that the rest of the program can work with come of them.
#include <cmath>
#include <cstring>
#include <vector>

#include "detect/suppression.hpp"
#include "detect/yolox_head.hpp"
#include "property.hpp"

namespace trigo {
namespace {

constexpr float max_iou = 0.45F;

void check_found(const Detections& found) {
  for (const Detection& one : found) {
    TRIGO_CHECK(one.score >= lowest_score && one.score <= 1);
    TRIGO_CHECK(one.class_id == 3 || one.class_id == 8);
    TRIGO_CHECK(one.box.left <= one.box.right && one.box.top <= one.box.bottom);
    TRIGO_CHECK(std::isfinite(one.box.area()));
  }
}

void check_kept(const Detections& found, const Detections& kept) {
  TRIGO_CHECK(kept.size() <= found.size() && kept.empty() == found.empty());
  for (std::size_t i = 0; i < kept.size(); ++i) {
    TRIGO_CHECK(i == 0 || kept[i - 1].score >= kept[i].score);
    for (std::size_t j = 0; j < i; ++j)
      TRIGO_CHECK(kept[j].class_id != kept[i].class_id || iou(kept[j].box, kept[i].box) <= max_iou);
  }
  TRIGO_CHECK(suppressed(kept, max_iou) == kept);
}

/// The first three bytes say of what shape; what is missing behind them is 0.
void check_rows(const std::uint8_t* bytes, std::size_t size) {
  if (size < 3) return;
  const Size tensor{32 * (1 + bytes[0] % 4), 32 * (1 + bytes[1] % 4)};
  const int classes = 2 + bytes[2] % 4;
  std::vector<float> rows(static_cast<std::size_t>(yolox_anchors(tensor) * (5 + classes)));
  const std::size_t given = std::min(size - 3, rows.size() * sizeof(float));
  std::memcpy(rows.data(), bytes + 3, given);
  const int columns[] = {1, 0};
  const int ids[] = {3, 8};
  const Detections found = read_yolox(rows, tensor, classes, columns, ids);
  check_found(found);
  check_kept(found, suppressed(found, max_iou));
}

}  // namespace
}  // namespace trigo

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  trigo::check_rows(bytes, size);
  return 0;
}
