#pragma once

#include <openvino/openvino.hpp>

#include "base/geometry.hpp"
#include "base/result.hpp"

namespace trigo {

/// Whether the batches of a model can be trusted: three different pictures shown at once must
/// answer as each of them alone, within `tolerance` (of 1 + the value), and each differently.
/// `model` is with_planes() for 1 to 3 pictures of size `tensor`. Errors: invalid_argument with
/// what is wrong. Lets OpenVINO's exceptions pass.
Result<void> prove_batches(ov::CompiledModel& model, Size tensor, int classes, float tolerance);

}  // namespace trigo
