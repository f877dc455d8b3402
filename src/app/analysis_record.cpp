#include "app/analysis_record.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "web/presence_json.hpp"

namespace trigo {

Result<std::unique_ptr<AnalysisRecord>> AnalysisRecord::create(const RecordPaths& paths,
                                                               float confidence) {
  std::unique_ptr<AnalysisRecord> record(new AnalysisRecord(confidence));
  for (const auto& [path, target] :
       {std::pair(&paths.tracks, &record->tracks_), std::pair(&paths.presence, &record->presence_),
        std::pair(&paths.events, &record->events_)}) {
    if (path->empty()) continue;
    auto file = TextFile::create(*path);
    if (!file) return pass_on(file);
    target->emplace(std::move(*file));
  }
  if (!paths.video.empty()) {
    auto file = VideoFile::create(paths.video);
    if (!file) return pass_on(file);
    record->video_.emplace(std::move(*file));
  }
  if (record->presence_) record->presence_->write("frame,time_s,zone,state,count\n");
  return record;
}

void AnalysisRecord::watch(const ScenePlan& scene, std::vector<std::string> classes) {
  classes_ = std::move(classes);
  zones_.emplace(
      scene, classes_, [this](const PresenceRow& row) { add(row); },
      [this](const PresenceEvent& event) { add(event); });
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
  if (zones_) zones_->set_period(look.period_s);
  const Frame& frame = look.frame;
  settled_.add({frame.sequence + 1, frame.epoch, frame.media_time_s, frame.picture.size(), {}},
               look.tracks);
}

void AnalysisRecord::add(const LivePicture& picture) {
  if (video_) static_cast<void>(video_->add(picture));  // keep() tells what went wrong.
}

void AnalysisRecord::add(const SettledLook& look) {
  for (const SettledBox& settled : look.boxes) {
    if (settled.class_id == person_class) summary_.people.insert(settled.id);
    const Box& box = settled.box;
    if (tracks_)
      tracks_->write(fmt::format("{},{},{:.2f},{:.2f},{:.2f},{:.2f},{:.4f},-1,-1,-1\n",
                                 settled.frame, settled.id, box.left, box.top, box.width(),
                                 box.height(), settled.score));
  }
  if (zones_) zones_->add(look);
}

void AnalysisRecord::add(const PresenceRow& row) {
  if (!presence_) return;
  const bool known = row.state != PresenceState::unknown;
  presence_->write(fmt::format("{},{:.3f},{},{},{}\n", row.frame, row.time_s, row.zone,
                               to_string(row.state), known ? std::to_string(row.count) : ""));
}

void AnalysisRecord::add(const PresenceEvent& event) {
  if (events_) events_->write(event_json(event, classes_).dump() + "\n");
}

Result<void> AnalysisRecord::keep() {
  settled_.finish();
  if (zones_) zones_->finish();
  for (auto* file : {&tracks_, &presence_, &events_})
    if (*file)
      if (auto kept = (*file)->keep(); !kept) return kept;
  if (video_)
    if (auto kept = video_->keep(); !kept) return kept;
  return {};
}

}  // namespace trigo
