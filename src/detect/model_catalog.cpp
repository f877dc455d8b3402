#include "detect/model_catalog.hpp"

#include <algorithm>
#include <cctype>
#include <map>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <yaml-cpp/yaml.h>

#include "base/check.hpp"
#include "base/nearest.hpp"
#include "detect/catalog_text.hpp"

namespace trigo {
namespace {

constexpr std::size_t sha256_digits = 64;

/// Thrown and caught in this file only, beside yaml-cpp's own.
struct BadCatalog {
  std::string message;
};

std::string text_of(const YAML::Node& node, const char* key) {
  const auto value = node[key];
  if (!value || !value.IsScalar() || value.Scalar().empty())
    throw BadCatalog{fmt::format("line {}: '{}' is missing", node.Mark().line + 1, key)};
  return value.Scalar();
}

std::string sha256_of(const YAML::Node& node) {
  auto digits = text_of(node, "sha256");
  const bool hexadecimal = std::all_of(digits.begin(), digits.end(), [](unsigned char digit) {
    return std::isdigit(digit) != 0 || (digit >= 'a' && digit <= 'f');
  });
  if (digits.size() != sha256_digits || !hexadecimal)
    throw BadCatalog{fmt::format("line {}: sha256 '{}' is none", node.Mark().line + 1, digits)};
  return digits;
}

ModelSource source_of(const YAML::Node& node) {
  if (node["wheel"]) {
    return {.wheel = text_of(node, "wheel"),
            .member = text_of(node, "member"),
            .sha256 = sha256_of(node)};
  }
  auto url = text_of(node, "url");
  if (!url.starts_with("https://"))
    throw BadCatalog{fmt::format("line {}: '{}' is not https", node.Mark().line + 1, url)};
  return {.url = std::move(url)};
}

std::string joined(const YAML::Node& map) {
  std::vector<std::string> parts;
  for (const auto& entry : map)
    parts.push_back(fmt::format("{} {}", entry.first.Scalar(), entry.second.Scalar()));
  return fmt::format("{}", fmt::join(parts, ", "));
}

CatalogModel model_of(const YAML::Node& node, const YAML::Node& class_sets) {
  CatalogModel model;
  model.name = text_of(node, "name");
  model.task = text_of(node, "task");
  model.licence = text_of(node, "licence");
  model.notice = text_of(node, "notice");
  model.file = text_of(node, "file");
  model.size_bytes = node["size_bytes"].as<std::uintmax_t>();
  model.sha256 = sha256_of(node);
  model.head = text_of(node, "head");
  model.input_sizes = joined(node["input_sizes"]);
  model.classes = class_sets[text_of(node, "classes")].as<std::vector<std::string>>();
  for (const auto& source : node["sources"]) model.sources.push_back(source_of(source));
  if (model.sources.empty()) throw BadCatalog{model.name + ": has no sources"};
  return model;
}

std::string suggestion(std::string_view word, const std::vector<std::string>& known) {
  if (const auto meant = nearest(word, known)) return fmt::format("did you mean '{}'?", *meant);
  return fmt::format("known: {}", fmt::join(known, ", "));
}

}  // namespace

std::string ModelSource::shown() const {
  return url.empty() ? fmt::format("wheel {}", wheel) : url;
}

const ModelCatalog& ModelCatalog::built_in() {
  static const ModelCatalog catalog = [] {
    auto parsed = parse(std::string(catalog_text));
    TRIGO_CHECK(parsed.has_value());
    return std::move(*parsed);
  }();
  return catalog;
}

Result<ModelCatalog> ModelCatalog::parse(const std::string& yaml) {
  ModelCatalog catalog;
  try {
    const auto root = YAML::Load(yaml);
    for (const auto& node : root["models"])
      catalog.models_.push_back(model_of(node, root["class_sets"]));
  } catch (const BadCatalog& bad) {
    return fail(ErrorKind::invalid_argument, "catalog: " + bad.message);
  } catch (const YAML::Exception& bad) {
    return fail(ErrorKind::invalid_argument, fmt::format("catalog: {}", bad.what()));
  }
  return catalog;
}

Result<CatalogModel> ModelCatalog::find(std::string_view name) const {
  std::vector<std::string> known;
  for (const CatalogModel& model : models_) {
    if (model.name == name) return model;
    known.push_back(model.name);
  }
  return fail(ErrorKind::invalid_argument,
              fmt::format("model '{}' is not in the catalog; {} A file of your own is given as a "
                          "path: ./my.onnx",
                          name, suggestion(name, known)));
}

std::vector<std::string> ModelCatalog::classes_of(std::size_t count) const {
  if (count == 1) return {"person"};
  for (const CatalogModel& model : models_)
    if (model.classes.size() == count) return model.classes;
  return {};
}

Result<std::vector<int>> class_indices(const std::vector<std::string>& names,
                                       const std::vector<std::string>& known) {
  std::vector<int> indices;
  for (const std::string& name : names) {
    const auto found = std::find(known.begin(), known.end(), name);
    if (found == known.end())
      return fail(ErrorKind::invalid_argument, fmt::format("class '{}' is unknown to the model; {}",
                                                           name, suggestion(name, known)));
    const int index = static_cast<int>(found - known.begin());
    if (std::find(indices.begin(), indices.end(), index) == indices.end()) indices.push_back(index);
  }
  if (indices.empty())
    return fail(ErrorKind::invalid_argument, "no class to look for; name one, such as 'person'");
  return indices;
}

}  // namespace trigo
