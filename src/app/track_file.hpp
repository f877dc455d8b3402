#pragma once

#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <string>

#include "base/result.hpp"
#include "detect/detection.hpp"

namespace trigo {

/// Writes MOT text, `frame,id,left,top,width,height,score,-1,-1,-1`, under its final name only when
/// it is complete. Thread-bound.
class TrackFile {
 public:
  /// Errors: invalid_argument if the file cannot be written there.
  static Result<TrackFile> create(const std::filesystem::path& path);
  TrackFile(TrackFile&&) noexcept = default;
  TrackFile& operator=(TrackFile&&) = delete;
  ~TrackFile();  // Removes what was not kept.

  /// `frame` from 1. The id is -1: nobody follows people yet.
  void add(std::int64_t frame, const Detection& detection);
  /// Errors: unavailable (a full disk, say); nothing is left then.
  Result<void> keep();

 private:
  struct Close {
    void operator()(std::FILE* file) const { std::fclose(file); }
  };
  TrackFile(std::filesystem::path path, std::filesystem::path unfinished, std::FILE* file)
      : path_(std::move(path)), unfinished_(std::move(unfinished)), file_(file) {}

  std::filesystem::path path_;
  std::filesystem::path unfinished_;
  std::unique_ptr<std::FILE, Close> file_;  // Null once kept or moved from.
};

}  // namespace trigo
