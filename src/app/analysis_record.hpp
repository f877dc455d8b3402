#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "app/text_file.hpp"
#include "app/video_file.hpp"
#include "engine/analysis.hpp"
#include "presence/settled_presence.hpp"

namespace trigo {

/// Where an analysis writes to; an empty path: nowhere.
struct RecordPaths {
  std::filesystem::path tracks;    // MOT text: frame,id,left,top,width,height,score,-1,-1,-1
  std::filesystem::path presence;  // CSV: frame,time_s,zone,state,count
  std::filesystem::path events;    // JSON lines, see event_json()
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

  /// Makes presence part of the record. `classes`: the model's names. Before the first look.
  void watch(const ScenePlan& scene, std::vector<std::string> classes);

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
  void add(const SettledLook& look);
  void add(const PresenceRow& row);
  void add(const PresenceEvent& event);

  std::optional<TextFile> tracks_;
  std::optional<TextFile> presence_;
  std::optional<TextFile> events_;
  std::optional<VideoFile> video_;
  std::vector<std::string> classes_;
  std::optional<SettledPresence> zones_;
  SettledTracks settled_{[this](const SettledLook& look) { add(look); }};
};

}  // namespace trigo
