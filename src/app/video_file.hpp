#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>

#include "base/result.hpp"
#include "live/live_stream.hpp"
#include "media/handles.hpp"

namespace trigo {

/// Writes pictures with boxes, ids and trails drawn in them as H.264 in MP4 (MPEG-4 where libav has
/// no H.264 encoder), under its final name only when it is complete. Thread-bound. The same
/// pictures make the same bytes.
class VideoFile {
 public:
  /// Errors: invalid_argument if the file cannot be written there.
  static Result<VideoFile> create(const std::filesystem::path& path);
  VideoFile(VideoFile&&) noexcept;
  VideoFile& operator=(VideoFile&&) = delete;
  ~VideoFile();  // Removes what was not kept.

  /// Blocks for encoding it. The first picture decides the size (rounded down to even sides); later
  /// ones are scaled to it. Pictures follow one another as their media times do; where that starts
  /// over, without a gap. Errors: unavailable; then nothing more is taken.
  Result<void> add(const LivePicture& picture);
  /// Errors: unavailable, also for the first that add() reported or if there was no picture.
  Result<void> keep();

 private:
  struct Output;

  explicit VideoFile(std::unique_ptr<Output> output);

  std::unique_ptr<Output> output_;  // Null once kept or moved from.
};

}  // namespace trigo
