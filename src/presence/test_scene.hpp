#pragma once

#include <string>
#include <vector>

#include "presence/presence_engine.hpp"

namespace trigo {

/// Somebody as a look sees them; for tests. In a picture of 100 x 100 pixels, 20 high.
struct Seen {
  std::int64_t id;
  float x;  // Of the feet, picture pixels.
  float y;
  bool confirmed = true;
  bool seen = true;
  float score = 0.9F;
  float height = 20;
  int class_id = 0;
};

inline Tracks tracks_of(const std::vector<Seen>& people) {
  Tracks tracks;
  for (const Seen& one : people)
    tracks.push_back({.id = one.id,
                      .class_id = one.class_id,
                      .box = {one.x - 4, one.y - one.height, one.x + 4, one.y},
                      .score = one.score,
                      .seen = one.seen,
                      .confirmed = one.confirmed});
  return tracks;
}

inline const std::vector<std::string> test_classes{"person", "dog"};
inline constexpr Size test_picture{100, 100};

/// "name type cause person" or "name type state", each with its time, as tests write them.
inline std::string shown(const PresenceEvent& event) {
  std::string text = event.place + " " + std::string(to_string(event.type));
  if (event.cause != PresenceCause::none) text += " " + std::string(to_string(event.cause));
  if (event.person != 0) text += " #" + std::to_string(event.person);
  if (event.resumes) text += " was #" + std::to_string(*event.resumes);
  if (event.type == PresenceEventType::known) text += " " + std::string(to_string(event.state));
  if (event.type == PresenceEventType::crossed)
    text += " " + std::string(to_string(event.direction));
  const auto tenths = std::to_string(static_cast<int>(event.at.s * 10 + 0.5));
  return text + " @" + (tenths.size() > 1 ? tenths.substr(0, tenths.size() - 1) : "0") + "." +
         tenths.back();
}

/// A scene that is looked at; keeps what it tells.
class TestScene {
 public:
  explicit TestScene(const ScenePlan& plan) : engine(plan, test_classes) {}

  /// Media time is the stream's.
  void look(double s, const std::vector<Seen>& people, std::int64_t epoch = 1,
            Size picture = test_picture) {
    const Moment at{.s = s, .epoch = epoch, .sequence = looks++, .media_time_s = s};
    tell(engine.observe(at, picture, tracks_of(people)));
  }
  void advance(double s) { tell(engine.advance(s)); }
  void finish() { tell(engine.finish()); }

  /// What was told since it was last asked for.
  std::vector<std::string> take() { return std::exchange(told, {}); }
  ZoneReading zone(std::size_t index = 0) const { return engine.reading().zones.at(index); }

  PresenceEngine engine;
  std::int64_t looks = 0;
  std::vector<std::string> told;

 private:
  void tell(const PresenceEvents& events) {
    for (const PresenceEvent& event : events) told.push_back(shown(event));
  }
};

/// The left half of the picture.
inline Zone left_half(const std::string& name = "half") {
  return {.name = name, .polygon = {{0, 0}, {0.5F, 0}, {0.5F, 1}, {0, 1}}};
}

}  // namespace trigo
