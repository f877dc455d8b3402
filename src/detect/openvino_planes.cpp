#include "detect/openvino_planes.hpp"

#include <algorithm>

#include <libyuv.h>
#include <openvino/op/ops.hpp>

#include "base/check.hpp"
#include "detect/bgr_matrix.hpp"

namespace trigo {
namespace {

constexpr std::size_t color_numbers = 12;
constexpr const char* plane_names[] = {"y", "u", "v"};

ov::Output<ov::Node> as_f32(const ov::Output<ov::Node>& bytes) {
  return std::make_shared<ov::op::v0::Convert>(bytes, ov::element::f32);
}

ov::Output<ov::Node> sum(const ov::Output<ov::Node>& a, const ov::Output<ov::Node>& b) {
  return std::make_shared<ov::op::v1::Add>(a, b);
}

ov::Output<ov::Node> product(const ov::Output<ov::Node>& a, const ov::Output<ov::Node>& b) {
  return std::make_shared<ov::op::v1::Multiply>(a, b);
}

std::shared_ptr<ov::op::v0::Parameter> parameter(const char* name, ov::element::Type type,
                                                 const ov::PartialShape& shape) {
  auto made = std::make_shared<ov::op::v0::Parameter>(type, shape);
  made->set_friendly_name(name);
  made->output(0).set_names({name});
  return made;
}

ov::Output<ov::Node> reshaped(const ov::Output<ov::Node>& from,
                              const std::vector<std::int64_t>& shape) {
  const auto target =
      ov::op::v0::Constant::create(ov::element::i64, ov::Shape{shape.size()}, shape);
  return std::make_shared<ov::op::v1::Reshape>(from, target, true);  // 0: as it is.
}

/// Whether `parts` [1,12,H/2,W/2] is `images` [1,3,H,W] taken apart as with_planes() describes.
bool takes_apart(const std::shared_ptr<ov::op::v0::Parameter>& images,
                 const std::shared_ptr<ov::Node>& parts) {
  const auto in = images->get_output_shape(0);
  ov::Tensor shown(ov::element::f32, in);
  float* pixels = shown.data<float>();
  for (std::size_t i = 0; i < shown.get_size(); ++i) pixels[i] = static_cast<float>(i);
  ov::TensorVector answer{ov::Tensor(ov::element::f32, parts->get_output_shape(0))};
  const ov::Model beginning(ov::OutputVector{parts->output(0)}, ov::ParameterVector{images});
  if (!beginning.evaluate(answer, {shown})) return false;
  const float* seen = std::as_const(answer[0]).data<const float>();
  const std::size_t rows = in[2] / 2;
  const std::size_t columns = in[3] / 2;
  for (std::size_t part = 0; part < 4; ++part)
    for (std::size_t channel = 0; channel < 3; ++channel)
      for (std::size_t y = 0; y < rows; ++y)
        for (std::size_t x = 0; x < columns; ++x) {
          const std::size_t at = (channel * in[2] + 2 * y + part % 2) * in[3] + 2 * x + part / 2;
          if (*seen++ != static_cast<float>(at)) return false;
        }
  return true;
}

/// The name of the layer that takes pictures apart, or nothing.
std::string first_layer(const ov::Model& model) {
  constexpr std::int64_t side = 32;
  const auto probe = model.clone();
  probe->reshape(ov::PartialShape{1, 3, side, side});
  const ov::PartialShape apart{1, 12, side / 2, side / 2};
  for (const auto& node : probe->get_ordered_ops())
    if (ov::is_type<ov::op::v0::Concat>(node) && node->get_output_partial_shape(0) == apart &&
        takes_apart(probe->get_parameters()[0], node))
      return node->get_friendly_name();
  return {};
}

void replace(const ov::Output<ov::Node>& old, const ov::Output<ov::Node>& fresh) {
  for (auto& reader : old.get_target_inputs()) reader.replace_source_output(fresh);
}

}  // namespace

std::shared_ptr<ov::Model> with_planes(const ov::Model& model, const ov::Dimension& batch,
                                       Size tensor) {
  const auto name = first_layer(model);
  const auto copy = model.clone();
  copy->reshape(ov::PartialShape{batch, 3, tensor.height, tensor.width});
  const std::int64_t rows = tensor.height / 2;
  const std::int64_t columns = tensor.width / 2;
  ov::ParameterVector planes;
  ov::OutputVector parts;  // [N,4,1,H/2,W/2], of y, u, v.
  for (const char* plane : plane_names) {
    planes.push_back(parameter(plane, ov::element::u8, {batch, 4, rows, columns}));
    parts.push_back(reshaped(as_f32(planes.back()), {0, 4, 1, rows, columns}));
  }
  planes.push_back(parameter("color", ov::element::f32,
                             {batch, static_cast<std::int64_t>(color_numbers), 1, 1}));
  const auto axis = ov::op::v0::Constant::create(ov::element::i64, {}, {1});
  const auto factors =  // [N,1,3,1,1] each.
      std::make_shared<ov::op::v1::Split>(reshaped(planes.back(), {0, 4, 3, 1, 1}), axis, 4);
  const auto chroma =
      sum(product(parts[1], factors->output(1)), product(parts[2], factors->output(2)));
  const auto bgr = sum(sum(product(parts[0], factors->output(0)), factors->output(3)), chroma);
  const auto clamped = std::make_shared<ov::op::v0::Clamp>(bgr, 0.0, 255.0);  // [N,4,3,H/2,W/2]

  if (!name.empty()) {
    for (const auto& node : copy->get_ordered_ops())
      if (node->get_friendly_name() == name)
        replace(node->output(0), reshaped(clamped, {0, 12, rows, columns}));
  } else {
    const auto order = ov::op::v0::Constant::create(ov::element::i64, {6}, {0, 3, 4, 2, 5, 1});
    const auto woven = std::make_shared<ov::op::v1::Transpose>(
        reshaped(clamped, {0, 2, 2, 3, rows, columns}), order);
    replace(copy->get_parameters()[0]->output(0),
            reshaped(woven, {0, 3, tensor.height, tensor.width}));
  }
  return std::make_shared<ov::Model>(copy->get_results(), planes, copy->get_friendly_name());
}

PlaneBatch::PlaneBatch(ov::InferRequest& request, int batch, Size tensor) : tensor_(tensor) {
  TRIGO_CHECK(tensor.width % 2 == 0 && tensor.height % 2 == 0);
  const auto count = static_cast<std::size_t>(batch);
  const ov::Shape parts{count, 4, static_cast<std::size_t>(tensor.height / 2),
                        static_cast<std::size_t>(tensor.width / 2)};
  whole_.resize(std::size_t{3} * tensor.width * tensor.height);
  for (int i = 0; i < 3; ++i) {
    parts_[i] = ov::Tensor(ov::element::u8, parts);
    request.set_tensor(plane_names[i], parts_[i]);
  }
  color_ = ov::Tensor(ov::element::f32, {count, color_numbers, 1, 1});
  request.set_tensor("color", color_);
}

TensorPlanes PlaneBatch::planes() {
  const std::ptrdiff_t plane = std::ptrdiff_t{tensor_.width} * tensor_.height;
  return {whole_.data(), whole_.data() + plane, whole_.data() + 2 * plane, tensor_};
}

void PlaneBatch::put(int index, const ColorSpace& color) {
  const Size half{tensor_.width / 2, tensor_.height / 2};
  const std::ptrdiff_t part = std::ptrdiff_t{half.width} * half.height;
  for (int i = 0; i < 3; ++i) {
    const std::uint8_t* from = whole_.data() + 4 * part * i;
    std::uint8_t* to = parts_[i].data<std::uint8_t>() + 4 * part * index;
    // Even and odd columns lie like the U and V of a plane that holds both.
    for (int odd_row = 0; odd_row < 2; ++odd_row)
      libyuv::SplitUVPlane(from + std::ptrdiff_t{odd_row} * tensor_.width, 2 * tensor_.width,
                           to + odd_row * part, half.width, to + (2 + odd_row) * part, half.width,
                           half.width, half.height);
  }
  const BgrMatrix matrix = bgr_matrix(color);
  float* numbers = color_.data<float>() + std::ptrdiff_t{index} * std::ptrdiff_t{color_numbers};
  for (const auto& row : {matrix.luma, matrix.u, matrix.v, matrix.offset})
    numbers = std::copy(row.begin(), row.end(), numbers);
}

}  // namespace trigo
