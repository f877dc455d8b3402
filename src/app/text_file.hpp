#pragma once

#include <cstdio>
#include <filesystem>
#include <memory>
#include <string_view>

#include "app/unfinished_file.hpp"
#include "base/result.hpp"

namespace trigo {

/// Text that is found under its name only when it is complete. Thread-bound.
class TextFile {
 public:
  /// Errors: invalid_argument if the file cannot be written there.
  static Result<TextFile> create(const std::filesystem::path& path);

  /// What goes wrong is told by keep().
  void write(std::string_view text);
  /// Errors: unavailable (a full disk, say); nothing is left then.
  Result<void> keep();

 private:
  struct Close {
    void operator()(std::FILE* file) const { std::fclose(file); }
  };
  using Text = std::unique_ptr<std::FILE, Close>;
  TextFile(UnfinishedFile file, Text text) : file_(std::move(file)), text_(std::move(text)) {}

  UnfinishedFile file_;
  Text text_;
};

}  // namespace trigo
