// Any text as YAML: the tree keeps its limits, and its places lie in the text.
#include "app/config_yaml.hpp"
#include "property.hpp"

namespace trigo {
namespace {

struct Measure {
  std::size_t values = 1;
  std::size_t height = 0;
};

Measure measured(const YamlNode& node) {
  Measure all;
  const auto add = [&](const YamlNode& child) {
    const Measure part = measured(child);
    all.values += part.values;
    all.height = std::max(all.height, part.height);
  };
  for (const auto& item : node.items) add(*item);
  for (const auto& entry : node.entries) add(*entry.value);
  if (node.kind == YamlNode::Kind::list || node.kind == YamlNode::Kind::mapping) ++all.height;
  return all;
}

void check_tree(std::string_view text) {
  const auto root = parse_yaml(text);
  if (!root) {
    check_readable(root.error().message);
    const TextPlace place = in_characters(text, root.error().place);
    TRIGO_CHECK(place.line >= 1 && place.column >= 1);
    return;
  }
  const Measure measure = measured(**root);
  TRIGO_CHECK(measure.height == (*root)->height && measure.height <= deepest_yaml);
  TRIGO_CHECK(measure.values == (*root)->size && measure.values <= most_yaml_values);
}

}  // namespace
}  // namespace trigo

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  trigo::check_tree(trigo::text_of(bytes, size));
  return 0;
}
