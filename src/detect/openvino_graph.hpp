#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include <openvino/openvino.hpp>

#include "base/result.hpp"

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

/// The model with a head of the `wanted` classes only, in their order: what nobody looks at is not
/// computed. Null where the head is not built as expected; then all of it has to be read.
std::shared_ptr<ov::Model> with_classes(const ov::Model& model, int classes,
                                        const std::vector<int>& wanted);

}  // namespace trigo
