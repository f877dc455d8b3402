#include "detect/openvino_graph.hpp"

#include <algorithm>
#include <sstream>
#include <vector>

#include <fmt/format.h>
#include <openvino/op/ops.hpp>

#include "base/readable_text.hpp"
#include "detect/yolox_head.hpp"

namespace trigo {
namespace {

constexpr Size probe{64, 64};  // The smallest input that makes anchors at every stride differ.
constexpr int box_columns = 5;
constexpr int yolox_scales = 3;

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

/// The classes of a raw YOLOX head, or 0 if the model has none.
int classes_seen(const ov::Model& model) {
  if (model.inputs().size() != 1 || model.outputs().size() != 1) return 0;
  const auto input = model.input();
  const auto& in = input.get_partial_shape();
  if (input.get_element_type() != ov::element::f32 || in.rank() != 4 || in[1] != 3) return 0;
  const auto probed = model.clone();
  probed->reshape(ov::PartialShape{1, 3, probe.height, probe.width});
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

/// Takes the wanted entries of `from` along one axis.
ov::Output<ov::Node> chosen(const ov::Output<ov::Node>& from, const std::vector<int>& wanted,
                            std::int64_t axis) {
  return std::make_shared<ov::op::v8::Gather>(
      from, ov::op::v0::Constant::create(ov::element::i64, ov::Shape{wanted.size()}, wanted),
      ov::op::v0::Constant::create(ov::element::i64, ov::Shape{}, {axis}));
}

bool has_channels(const ov::Output<ov::Node>& output, int channels) {
  const auto& shape = output.get_partial_shape();
  return shape.rank() == 4 && shape[1] == channels;
}

/// Leaves the wanted classes of one scale of the head, whose numbers `joined` joins: box,
/// objectness, classes. False, and nothing changed, where it is built otherwise.
bool trim_scale(const std::shared_ptr<ov::Node>& joined, int classes,
                const std::vector<int>& wanted) {
  auto scores = joined->get_input_node_shared_ptr(joined->get_input_size() - 1);
  if (ov::is_type<ov::op::v0::Sigmoid>(scores)) scores = scores->get_input_node_shared_ptr(0);
  if (!ov::is_type<ov::op::v1::Add>(scores) || !has_channels(scores->output(0), classes))
    return false;
  const auto layer = scores->get_input_node_shared_ptr(0);
  const auto readers = joined->output(0).get_target_inputs();
  if (!ov::is_type<ov::op::v1::Convolution>(layer) || readers.size() != 1) return false;
  auto* reshape = readers.begin()->get_node();
  if (!ov::is_type<ov::op::v1::Reshape>(reshape)) return false;
  const auto target = ov::as_type_ptr<ov::op::v0::Constant>(reshape->get_input_node_shared_ptr(1));
  if (!target) return false;
  auto sizes = target->cast_vector<std::int64_t>();
  if (sizes.size() != 3 || sizes[1] != box_columns + classes) return false;

  sizes[1] = box_columns + std::ssize(wanted);
  layer->input(1).replace_source_output(chosen(layer->input_value(1), wanted, 0));
  scores->input(1).replace_source_output(chosen(scores->input_value(1), wanted, 1));
  reshape->input(1).replace_source_output(
      ov::op::v0::Constant::create(ov::element::i64, ov::Shape{3}, sizes));
  return true;
}

}  // namespace

std::string openvino_message(const std::exception& exception) {
  std::istringstream text(exception.what());
  for (std::string line; std::getline(text, line);) {
    const auto begin = line.find_first_not_of(" \t\r");
    if (begin == std::string::npos || line.starts_with("Exception from ") ||
        line.starts_with("Check '") || line.starts_with("FrontEnd API failed"))
      continue;
    return on_one_line(line.substr(begin));
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

std::shared_ptr<ov::Model> with_classes(const ov::Model& model, int classes,
                                        const std::vector<int>& wanted) {
  auto trimmed = model.clone();
  int scales = 0;
  for (const auto& node : trimmed->get_ordered_ops())
    if (ov::is_type<ov::op::v0::Concat>(node) &&
        has_channels(node->output(0), box_columns + classes))
      scales += trim_scale(node, classes, wanted) ? 1 : 0;
  if (scales != yolox_scales) return nullptr;
  trimmed->validate_nodes_and_infer_types();
  return trimmed;
}

}  // namespace trigo
