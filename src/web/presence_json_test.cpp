#include "web/presence_json.hpp"

#include <gtest/gtest.h>

namespace trigo {
namespace {

using nlohmann::json;

const std::vector<std::string> classes{"person"};

PresenceReading reading() {
  PresenceReading reading;
  const Moment since{.s = 5, .epoch = 2, .media_time_s = 3.25, .utc_us = 1'732'676'645'120'000};
  reading.zones.push_back({.name = "gate",
                           .state = PresenceState::occupied,
                           .since = since,
                           .count = 1,
                           .stays = {{17, 0, since}}});
  reading.zones.push_back({.name = "yard"});
  reading.lines.push_back({"door", 3, 1});
  reading.evidence = Instant(std::chrono::seconds(100));
  reading.evidence_limit_s = 2;
  return reading;
}

TEST(PresenceJson, LiveMessagesTellStateCountAndIds) {
  EXPECT_EQ(presence_json(reading()), json::parse(R"({"zones": [
                {"zone": "gate", "state": "occupied", "count": 1, "people": [17]},
                {"zone": "yard", "state": "unknown", "count": null, "people": null}],
              "lines": [{"line": "door", "left_to_right": 3, "right_to_left": 1}]})"));
}

TEST(PresenceJson, TheAnswerTellsSinceWhenAndByWhatEvidence) {
  const Instant now(std::chrono::milliseconds(101'250));
  EXPECT_EQ(presence_answer(reading(), now, classes),
            json::parse(R"({"evidence_age": 1.25, "evidence_limit": 2.0, "zones": [
                {"zone": "gate", "state": "occupied", "count": 1,
                 "since": "2024-11-27T03:04:05.120Z",
                 "people": [{"id": 17, "class": "person", "since": "2024-11-27T03:04:05.120Z",
                             "since_media_time": 3.25, "since_epoch": 2}]},
                {"zone": "yard", "state": "unknown", "count": null, "since": null,
                 "people": null}],
              "lines": [{"line": "door", "left_to_right": 3, "right_to_left": 1}]})"));
}

TEST(PresenceJson, WhatIsDrawnIsToldAsItWasWritten) {
  const ScenePlan scene{
      .zones = {{.name = "gate", .polygon = {{0.1F, 0.5F}, {0.4F, 0.5F}, {0.4F, 1}}}},
      .lines = {{.name = "door", .from = {0.5F, 0.2F}, .to = {0.5F, 0.9F}, .filter = {}}},
      .masks = {{.name = "sign", .polygon = {{0, 0}, {0.25F, 0}, {0, 0.25F}}}}};
  EXPECT_EQ(
      scene_json(scene),
      json::parse(R"({"zones": [{"zone": "gate", "polygon": [[0.1, 0.5], [0.4, 0.5], [0.4, 1]]}],
              "lines": [{"line": "door", "from": [0.5, 0.2], "to": [0.5, 0.9]}],
              "masks": [{"mask": "sign", "polygon": [[0, 0], [0.25, 0], [0, 0.25]]}]})"));
}

TEST(PresenceJson, AnEventIsOneLineWithWhatBelongsToItsType) {
  const Moment at{.s = 7.5, .epoch = 1, .sequence = 74};
  const PresenceEvent entered{.type = PresenceEventType::entered,
                              .cause = PresenceCause::resumed,
                              .place = "gate",
                              .at = at,
                              .person = 17,
                              .since = {.s = 2},
                              .resumes = 9};
  EXPECT_EQ(
      event_json(entered, classes).dump(),
      R"({"type":"entered","zone":"gate","cause":"resumed","time_s":7.5,"frame":75,"epoch":1,)"
      R"("person":17,"class":"person","since_s":2.0,"resumes":9})");
  const PresenceEvent known{
      .type = PresenceEventType::known, .place = "gate", .at = at, .state = PresenceState::vacant};
  EXPECT_EQ(event_json(known, classes).dump(),
            R"({"type":"known","zone":"gate","time_s":7.5,"frame":75,"epoch":1,"state":"vacant"})");
  const PresenceEvent crossed{.type = PresenceEventType::crossed, .place = "door", .at = at};
  EXPECT_EQ(event_json(crossed, classes)["direction"], "left_to_right");
}

}  // namespace
}  // namespace trigo
