#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <set>

#include "app/track_file.hpp"
#include "app/video_file.hpp"
#include "engine/analysis.hpp"

namespace trigo {

/// Where an analysis writes to; an empty path: nowhere.
struct RecordPaths {
  std::filesystem::path tracks;
  std::filesystem::path video;
};

/// What is told at the end of an analysis: nothing in it depends on the machine's speed.
struct Summary {
  std::int64_t looks = 0;
  std::int64_t boxes = 0;
  std::int64_t most_boxes = 0;
  std::set<std::int64_t> people;  // Ids.
  std::int64_t most_people = 0;   // At once.
};

/// All that comes out of one analysis. Of the analysis thread until that has ended. Its address
/// must not change.
class AnalysisRecord {
 public:
  /// `confidence`: boxes below it are not counted. Errors: invalid_argument, see the files.
  static Result<std::unique_ptr<AnalysisRecord>> create(const RecordPaths& paths, float confidence);

  bool wants_pictures() const { return video_.has_value(); }
  void add(const Look& look);
  void add(const LivePicture& picture);
  const Summary& summary() const { return summary_; }

  /// Puts the files into their places, each when it is complete; the first that cannot be ends it.
  /// Errors: unavailable.
  Result<void> keep();

 private:
  explicit AnalysisRecord(float confidence) : confidence_(confidence) {}

  const float confidence_;
  Summary summary_;
  std::optional<TrackFile> tracks_;
  std::optional<VideoFile> video_;
  SettledTracks settled_{[this](const SettledBox& box) { add(box); }};

  void add(const SettledBox& box);
};

}  // namespace trigo
