#pragma once

#include <memory>
#include <string>

#include <openvino/openvino.hpp>

#include "base/geometry.hpp"
#include "base/result.hpp"
#include "batch/letterbox.hpp"
#include "media/picture.hpp"

// What is done to a model's graph before it is compiled. These functions let OpenVINO's exceptions
// pass; their callers are inside one_door().

namespace trigo {

/// The first line of an exception of OpenVINO that says what is wrong, without source positions.
std::string openvino_message(const std::exception& exception);

/// The one door through which OpenVINO's exceptions become Errors: `what: reason`.
template <typename Function>
auto one_door(ErrorKind kind, const std::string& what, Function&& function)
    -> decltype(function()) {
  try {
    return function();
  } catch (const std::exception& exception) {
    return fail(kind, what + ": " + openvino_message(exception));
  }
}

/// How many classes the model's YOLOX head tells apart. Errors: invalid_argument if it has none,
/// with what was seen and what is supported.
Result<int> yolox_classes(const ov::Model& model);

/// Repairs exports for a fixed batch of 1: a Reshape to [1, …] of something that holds the batch in
/// its first dimension answers several pictures as one, silently. Gives the number of such, now to
/// [0, …], which keeps the dimension.
int repair_batch(ov::Model& model);

/// The model with bytes as inputs `y`, `u`, `v` [N,1,H,W], and `color` [N,12,1,1] f32, the numbers
/// of BgrMatrix for each picture.
std::shared_ptr<ov::Model> with_planes(const ov::Model& model, const ov::Dimension& batch,
                                       Size tensor);

/// The input tensors of with_planes(), for one request.
class PlaneBatch {
 public:
  PlaneBatch(ov::InferRequest& request, int batch, Size tensor);

  /// The planes of one picture, in the very memory that the request reads.
  TensorPlanes planes(int index);
  void set_color(int index, const ColorSpace& color);

 private:
  Size tensor_;
  ov::Tensor y_;
  ov::Tensor u_;
  ov::Tensor v_;
  ov::Tensor color_;
};

}  // namespace trigo
