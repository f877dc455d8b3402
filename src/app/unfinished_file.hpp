#pragma once

#include <filesystem>
#include <string>

#include "base/result.hpp"

namespace trigo {

/// A file that is being written beside its place and takes it only when it is complete: nobody ever
/// finds half of one. Thread-bound.
class UnfinishedFile {
 public:
  /// Errors: invalid_argument if nothing can be written there.
  static Result<UnfinishedFile> create(const std::filesystem::path& path);
  UnfinishedFile(UnfinishedFile&& other) noexcept;
  UnfinishedFile& operator=(UnfinishedFile&&) = delete;
  ~UnfinishedFile();  // Removes what was not kept.

  /// Where to write until then; it exists, and is empty.
  const std::filesystem::path& path() const { return path_; }
  /// What was written is complete and closed. Errors: unavailable; nothing is left then.
  Result<void> keep();
  /// "write FILE: why"
  Error broken(const std::string& why) const;

 private:
  UnfinishedFile(std::filesystem::path final_path, std::filesystem::path path)
      : final_path_(std::move(final_path)), path_(std::move(path)) {}

  std::filesystem::path final_path_;
  std::filesystem::path path_;  // Empty once kept or moved from.
};

}  // namespace trigo
