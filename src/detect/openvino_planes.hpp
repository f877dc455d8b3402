#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include <openvino/openvino.hpp>

#include "batch/letterbox.hpp"
#include "media/picture.hpp"

// How pictures get into a model. These functions let OpenVINO's exceptions pass; their callers are
// inside one_door().

namespace trigo {

/// The model with bytes as inputs `y`, `u`, `v` [N,4,H/2,W/2], each plane taken apart into its
/// pixels at (even, even), (even, odd), (odd, even), (odd, odd) places (x, y); and `color`
/// [N,12,1,1] f32, the numbers of BgrMatrix for each picture. That is how YOLOX's first layer takes
/// pictures apart anyway: a model that begins with it is fed behind it, which saves a tenth of an
/// inference; for others they are put together again.
std::shared_ptr<ov::Model> with_planes(const ov::Model& model, const ov::Dimension& batch,
                                       Size tensor);

/// The input tensors of with_planes(), for one request.
class PlaneBatch {
 public:
  PlaneBatch(ov::InferRequest& request, int batch, Size tensor);

  /// Memory for the whole planes of one picture, the same for each.
  TensorPlanes planes();
  /// Makes what planes() hold now the picture `index` of the batch, with colours of that space.
  void put(int index, const ColorSpace& color);

 private:
  Size tensor_;
  std::vector<std::uint8_t> whole_;  // Y, U, V of one picture.
  ov::Tensor parts_[3];              // Of y, u, v.
  ov::Tensor color_;
};

}  // namespace trigo
