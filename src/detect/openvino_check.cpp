#include "detect/openvino_check.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include <fmt/format.h>

#include "detect/openvino_planes.hpp"
#include "detect/yolox_head.hpp"

namespace trigo {
namespace {

constexpr int pictures = 3;
constexpr std::array<ColorSpace, pictures> colors{
    {{ColorMatrix::bt601, false}, {ColorMatrix::bt709, false}, {ColorMatrix::bt601, true}}};

using Answer = std::vector<float>;

/// Stripes, whose direction and width are the picture's own.
void paint(std::uint8_t* plane, Size size, int picture, int plane_index) {
  for (int row = 0; row < size.height; ++row)
    for (int column = 0; column < size.width; ++column)
      plane[row * size.width + column] = static_cast<std::uint8_t>(
          (row * (3 + 5 * picture) + column * (11 - 4 * picture) + 50 * plane_index) % 256);
}

void paint(PlaneBatch& batch, int index, int picture) {
  const TensorPlanes planes = batch.planes();
  paint(planes.y, planes.size, picture, 0);
  paint(planes.u, planes.size, picture, 1);
  paint(planes.v, planes.size, picture, 2);
  batch.put(index, colors.at(static_cast<std::size_t>(picture)));
}

/// The answer for pictures first … first + count - 1, shown at once.
Result<Answer> ask(ov::CompiledModel& model, Size tensor, int classes, int first, int count) {
  auto request = model.create_infer_request();
  PlaneBatch batch(request, count, tensor);
  for (int i = 0; i < count; ++i) paint(batch, i, first + i);
  request.infer();
  const auto output = request.get_output_tensor();
  const ov::Shape expected{static_cast<std::size_t>(count),
                           static_cast<std::size_t>(yolox_anchors(tensor)),
                           static_cast<std::size_t>(5 + classes)};
  if (output.get_shape() != expected)
    return fail(ErrorKind::invalid_argument,
                fmt::format("answers {} pictures with {} instead of {}: its batches are mixed up",
                            count, output.get_shape().to_string(), expected.to_string()));
  const auto* numbers = output.data<const float>();
  return Answer(numbers, numbers + output.get_size());
}

/// The largest difference of the two, of 1 + the value; infinite where one is no number.
float difference(const float* a, const float* b, std::size_t count) {
  float largest = 0;
  for (std::size_t i = 0; i < count; ++i) {
    const float step = std::abs(a[i] - b[i]) / (1 + std::abs(a[i]));
    if (!std::isfinite(step)) return INFINITY;
    largest = std::max(largest, step);
  }
  return largest;
}

}  // namespace

Result<void> prove_batches(ov::CompiledModel& model, Size tensor, int classes, float tolerance) {
  auto together = ask(model, tensor, classes, 0, pictures);
  if (!together) return pass_on(together);
  Answer previous;
  for (int picture = 0; picture < pictures; ++picture) {
    auto alone = ask(model, tensor, classes, picture, 1);
    if (!alone) return pass_on(alone);
    const std::size_t size = alone->size();
    const float* in_batch = together->data() + static_cast<std::size_t>(picture) * size;
    const float off = difference(alone->data(), in_batch, size);
    if (!(off <= tolerance))
      return fail(ErrorKind::invalid_argument,
                  fmt::format("answers picture {} of a batch differently than alone (by {:.3g}): "
                              "its batches are mixed up",
                              picture + 1, off));
    if (!previous.empty() && difference(alone->data(), previous.data(), size) <= tolerance)
      return fail(ErrorKind::invalid_argument, "answers the same whatever it is shown");
    previous = std::move(*alone);
  }
  return {};
}

}  // namespace trigo
