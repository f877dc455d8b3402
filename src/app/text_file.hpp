#pragma once

#include <cstdio>
#include <filesystem>
#include <memory>

#include "app/unfinished_file.hpp"
#include "base/result.hpp"
#include "track/settled_tracks.hpp"

namespace trigo {

/// Writes MOT text, `frame,id,left,top,width,height,score,-1,-1,-1`, frames from 1, under its final
/// name only when it is complete. Thread-bound.
class TrackFile {
 public:
  /// Errors: invalid_argument if the file cannot be written there.
  static Result<TrackFile> create(const std::filesystem::path& path);

  void add(const SettledBox& box);
  /// Errors: unavailable (a full disk, say); nothing is left then.
  Result<void> keep();

 private:
  struct Close {
    void operator()(std::FILE* file) const { std::fclose(file); }
  };
  using Text = std::unique_ptr<std::FILE, Close>;
  TrackFile(UnfinishedFile file, Text text) : file_(std::move(file)), text_(std::move(text)) {}

  UnfinishedFile file_;
  Text text_;
};

}  // namespace trigo
