#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>

#include "base/result.hpp"
#include "detect/model_catalog.hpp"

namespace trigo {

/// How a store reaches the world; tests give their own.
struct FetchTools {
  /// Fetches a URL into a new file of at most so many bytes.
  std::function<Result<void>(const std::string& url, const std::filesystem::path& file,
                             std::uintmax_t limit_bytes)>
      download;
  std::string python;  // For wheels.

  /// libcurl, and the Python that TRIGO_PYTHON names, else python3.
  static FetchTools usual();
};

/// The folder in which the catalog's models lie. Reentrant; several programs may use one folder.
class ModelStore {
 public:
  explicit ModelStore(std::filesystem::path folder) : folder_(std::move(folder)) {}

  /// TRIGO_MODELS, else $XDG_CACHE_HOME/trigo/models, else ~/.cache/trigo/models. Errors:
  /// invalid_argument if none of them is set.
  static Result<ModelStore> usual();

  std::filesystem::path path_of(const CatalogModel& model) const { return folder_ / model.file; }

  /// Where the model lies, after its checksum was compared. Errors: invalid_argument if it is
  /// missing or damaged, with what to do.
  Result<std::filesystem::path> find(const CatalogModel& model) const;

  /// Gets the model from the first of its sources that has it, unless it is there already. It
  /// appears whole or not at all, with a notice of whose it is beside it. `tell` is given one line
  /// for each source tried. Blocks for minutes. Errors: unavailable if no source has it.
  Result<std::filesystem::path> fetch(const CatalogModel& model, const FetchTools& tools,
                                      const std::function<void(const std::string&)>& tell) const;

 private:
  std::filesystem::path folder_;
};

}  // namespace trigo
