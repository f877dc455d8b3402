#include "detect/openvino_graph.hpp"

#include <algorithm>
#include <sstream>
#include <vector>

#include <fmt/format.h>
#include <openvino/op/ops.hpp>

#include "detect/bgr_matrix.hpp"
#include "detect/yolox_head.hpp"

namespace trigo {
namespace {

constexpr Size probe{64, 64};  // The smallest input that makes anchors at every stride differ.
constexpr int box_columns = 5;
constexpr std::size_t color_numbers = 12;

std::string describe(const ov::Output<const ov::Node>& port) {
  const auto& names = port.get_names();
  std::ostringstream text;
  text << (names.empty() ? "unnamed" : *names.begin()) << ' ' << port.get_element_type() << ' '
       << port.get_partial_shape();
  return text.str();
}

std::string describe(const ov::Model& model) {
  std::string text;
  for (const auto& input : model.inputs()) text += "input " + describe(input) + ", ";
  for (const auto& output : model.outputs()) text += "output " + describe(output) + ", ";
  if (text.size() >= 2) text.resize(text.size() - 2);
  return text.empty() ? "nothing" : text;
}

ov::PartialShape input_shape(const ov::Dimension& batch, Size tensor) {
  return {batch, 3, tensor.height, tensor.width};
}

/// The classes of a raw YOLOX head, or 0 if the model has none.
int classes_seen(const ov::Model& model) {
  if (model.inputs().size() != 1 || model.outputs().size() != 1) return 0;
  const auto input = model.input();
  const auto& in = input.get_partial_shape();
  if (input.get_element_type() != ov::element::f32 || in.rank() != 4 || in[1] != 3) return 0;
  const auto probed = model.clone();
  probed->reshape(input_shape(1, probe));
  const auto out = probed->output().get_partial_shape();
  if (probed->output().get_element_type() != ov::element::f32 || out.rank() != 3 ||
      out.is_dynamic())
    return 0;
  const auto shape = out.to_shape();
  if (shape[0] != 1 || shape[1] != static_cast<std::size_t>(yolox_anchors(probe))) return 0;
  return std::max(0, static_cast<int>(shape[2]) - box_columns);
}

/// The constant target of a Reshape that drops the batch, or null.
std::shared_ptr<ov::op::v0::Constant> dropping_target(const std::shared_ptr<ov::Node>& node) {
  const auto reshape = ov::as_type_ptr<ov::op::v1::Reshape>(node);
  if (!reshape) return nullptr;
  const auto from = reshape->get_input_partial_shape(0);
  if (from.rank().is_dynamic() || from.size() == 0 || !from[0].is_dynamic()) return nullptr;
  auto target = ov::as_type_ptr<ov::op::v0::Constant>(reshape->get_input_node_shared_ptr(1));
  if (!target) return nullptr;
  const auto sizes = target->cast_vector<std::int64_t>();
  if (sizes.empty() || sizes[0] != 1) return nullptr;
  // Without special_zero another 0 would change its meaning.
  const bool has_zero = std::find(sizes.begin(), sizes.end(), 0) != sizes.end();
  return has_zero && !reshape->get_special_zero() ? nullptr : target;
}

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

}  // namespace

std::string openvino_message(const std::exception& exception) {
  std::istringstream text(exception.what());
  for (std::string line; std::getline(text, line);) {
    const auto begin = line.find_first_not_of(" \t\r");
    if (begin == std::string::npos || line.starts_with("Exception from ") ||
        line.starts_with("Check '") || line.starts_with("FrontEnd API failed"))
      continue;
    return line.substr(begin);
  }
  return "unknown failure";
}

Result<int> yolox_classes(const ov::Model& model) {
  int classes = 0;
  std::string reason;
  try {
    classes = classes_seen(model);
  } catch (const std::exception& exception) {  // It cannot be given another input size.
    reason = "; " + openvino_message(exception);
  }
  if (classes > 0) return classes;
  return fail(ErrorKind::invalid_argument,
              fmt::format("is not a detector that is understood: it has {}{}; supported is a YOLOX "
                          "export without decoding: one input f32 [N,3,H,W], one output f32 "
                          "[N,anchors,5+classes] with strides 8, 16, 32",
                          describe(model), reason));
}

int repair_batch(ov::Model& model) {
  const auto own_shape = model.input().get_partial_shape();
  auto any_batch = own_shape;
  any_batch[0] = ov::Dimension::dynamic();  // So the batch can be told from other sizes.
  model.reshape(any_batch);
  int repaired = 0;
  for (bool again = true; again;) {
    again = false;
    for (const auto& node : model.get_ordered_ops()) {
      const auto target = dropping_target(node);
      if (!target) continue;
      auto sizes = target->cast_vector<std::int64_t>();
      sizes[0] = 0;
      const auto keeping =
          ov::op::v0::Constant::create(ov::element::i64, ov::Shape{sizes.size()}, sizes);
      const auto replacement =
          std::make_shared<ov::op::v1::Reshape>(node->input_value(0), keeping, true);
      replacement->set_friendly_name(node->get_friendly_name());
      ov::replace_node(node, replacement);
      ++repaired;
      again = true;
    }
    // What comes after a repaired one shows its batch only now.
    if (again) model.validate_nodes_and_infer_types();
  }
  return repaired;
}

std::shared_ptr<ov::Model> with_planes(const ov::Model& model, const ov::Dimension& batch,
                                       Size tensor) {
  const auto copy = model.clone();
  copy->reshape(input_shape(batch, tensor));
  const ov::PartialShape plane{batch, 1, tensor.height, tensor.width};
  const auto y = parameter("y", ov::element::u8, plane);
  const auto u = parameter("u", ov::element::u8, plane);
  const auto v = parameter("v", ov::element::u8, plane);
  const auto color =
      parameter("color", ov::element::f32, {batch, static_cast<std::int64_t>(color_numbers), 1, 1});

  const auto axis = ov::op::v0::Constant::create(ov::element::i64, {}, {1});
  const auto factors = std::make_shared<ov::op::v1::Split>(color, axis, 4);
  const auto chroma =
      sum(product(as_f32(u), factors->output(1)), product(as_f32(v), factors->output(2)));
  const auto bgr = sum(sum(product(as_f32(y), factors->output(0)), factors->output(3)), chroma);
  const auto clamped = std::make_shared<ov::op::v0::Clamp>(bgr, 0.0, 255.0);

  const auto images = copy->get_parameters()[0];
  for (auto& reader : images->output(0).get_target_inputs()) reader.replace_source_output(clamped);
  return std::make_shared<ov::Model>(copy->get_results(), ov::ParameterVector{y, u, v, color},
                                     copy->get_friendly_name());
}

PlaneBatch::PlaneBatch(ov::InferRequest& request, int batch, Size tensor) : tensor_(tensor) {
  const auto count = static_cast<std::size_t>(batch);
  const ov::Shape plane{count, 1, static_cast<std::size_t>(tensor.height),
                        static_cast<std::size_t>(tensor.width)};
  y_ = ov::Tensor(ov::element::u8, plane);
  u_ = ov::Tensor(ov::element::u8, plane);
  v_ = ov::Tensor(ov::element::u8, plane);
  color_ = ov::Tensor(ov::element::f32, {count, color_numbers, 1, 1});
  request.set_tensor("y", y_);
  request.set_tensor("u", u_);
  request.set_tensor("v", v_);
  request.set_tensor("color", color_);
}

TensorPlanes PlaneBatch::planes(int index) {
  const std::ptrdiff_t begin = std::ptrdiff_t{index} * tensor_.width * tensor_.height;
  return {y_.data<std::uint8_t>() + begin, u_.data<std::uint8_t>() + begin,
          v_.data<std::uint8_t>() + begin, tensor_};
}

void PlaneBatch::set_color(int index, const ColorSpace& color) {
  const BgrMatrix matrix = bgr_matrix(color);
  float* numbers = color_.data<float>() + std::ptrdiff_t{index} * std::ptrdiff_t{color_numbers};
  for (const auto& part : {matrix.luma, matrix.u, matrix.v, matrix.offset})
    numbers = std::copy(part.begin(), part.end(), numbers);
}

}  // namespace trigo
