#include "app/analysis_record.hpp"

#include <algorithm>

namespace trigo {

Result<std::unique_ptr<AnalysisRecord>> AnalysisRecord::create(const RecordPaths& paths,
                                                               float confidence) {
  std::unique_ptr<AnalysisRecord> record(new AnalysisRecord(confidence));
  if (!paths.tracks.empty()) {
    auto file = TrackFile::create(paths.tracks);
    if (!file) return pass_on(file);
    record->tracks_.emplace(std::move(*file));
  }
  if (!paths.video.empty()) {
    auto file = VideoFile::create(paths.video);
    if (!file) return pass_on(file);
    record->video_.emplace(std::move(*file));
  }
  return record;
}

void AnalysisRecord::add(const Look& look) {
  if (!look.detections) return;
  const auto boxes = std::count_if(look.detections->begin(), look.detections->end(),
                                   [&](const auto& box) { return box.score >= confidence_; });
  const auto people = std::count_if(look.tracks.begin(), look.tracks.end(), is_person);
  ++summary_.looks;
  summary_.boxes += boxes;
  summary_.most_boxes = std::max<std::int64_t>(summary_.most_boxes, boxes);
  summary_.most_people = std::max<std::int64_t>(summary_.most_people, people);
  settled_.add(look.frame.sequence + 1, look.frame.epoch, look.frame.media_time_s, look.tracks);
}

void AnalysisRecord::add(const LivePicture& picture) {
  if (video_) static_cast<void>(video_->add(picture));  // keep() tells what went wrong.
}

void AnalysisRecord::add(const SettledBox& box) {
  if (box.class_id == person_class) summary_.people.insert(box.id);
  if (tracks_) tracks_->add(box);
}

Result<void> AnalysisRecord::keep() {
  settled_.finish();
  if (tracks_)
    if (auto kept = tracks_->keep(); !kept) return kept;
  if (video_)
    if (auto kept = video_->keep(); !kept) return kept;
  return {};
}

}  // namespace trigo
