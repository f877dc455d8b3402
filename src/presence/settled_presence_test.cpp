#include "presence/settled_presence.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "presence/test_scene.hpp"

namespace trigo {
namespace {

class SettledPresenceTest : public testing::Test {
 protected:
  void look(std::int64_t frame, const std::vector<std::int64_t>& inside, std::int64_t epoch = 1,
            double offset_s = 0) {
    SettledLook look{frame, epoch, static_cast<double>(frame - 1) * 0.2 - offset_s, {100, 100}, {}};
    for (const std::int64_t id : inside)
      look.boxes.push_back({frame, id, 0, {16, 30, 24, 50}, 0.9F, true});
    settled_.add(look);
  }

  /// One letter a look: the count, v for vacant, ? for unknown.
  std::string rows() const {
    std::string text;
    for (const PresenceRow& row : rows_)
      text += row.state == PresenceState::unknown  ? "?"
              : row.state == PresenceState::vacant ? "v"
                                                   : std::to_string(row.count);
    return text;
  }

  const std::vector<std::int64_t> nobody;
  const std::vector<std::int64_t> somebody{7};
  std::vector<PresenceRow> rows_;
  std::vector<std::string> events_;
  SettledPresence settled_{ScenePlan{.zones = {left_half()}, .lines = {}, .masks = {}},
                           test_classes, [this](const PresenceRow& row) { rows_.push_back(row); },
                           [this](const PresenceEvent& event) { events_.push_back(shown(event)); }};
};

TEST_F(SettledPresenceTest, EveryLookHasTheStateThatTurnedOutToBeRight) {
  for (int frame = 1; frame <= 10; ++frame) look(frame, {});
  for (int frame = 11; frame <= 20; ++frame) look(frame, {7});
  for (int frame = 21; frame <= 24; ++frame) look(frame, {7, 8});
  for (int frame = 25; frame <= 40; ++frame) look(frame, {});
  settled_.finish();
  EXPECT_EQ(rows(),
            "vvvvvvvvvv"
            "1111111111"
            "2222"
            "vvvvvvvvvvvvvvvv");
  EXPECT_EQ(rows_.front().frame, 1);
  EXPECT_DOUBLE_EQ(rows_.back().time_s, 7.8);
  EXPECT_EQ(events_,
            (std::vector<std::string>{"half known vacant @0.0", "half entered appeared #7 @2.0",
                                      "half occupied @2.0", "half entered appeared #8 @4.0",
                                      "half left seen #7 @4.8", "half left seen #8 @4.8",
                                      "half vacated @4.8", "half unknown @7.8"}));
}

TEST_F(SettledPresenceTest, AGapTooShortToBeOneIsNone) {
  for (int frame = 1; frame <= 20; ++frame)
    look(frame, frame > 8 && frame < 12 ? nobody : somebody);
  settled_.finish();
  EXPECT_EQ(rows(), std::string(20, '1'));
}

TEST_F(SettledPresenceTest, WhatIsDecidedIsWrittenAtOnceAndTheRestHeldBack) {
  for (int frame = 1; frame <= 20; ++frame) look(frame, {7});
  EXPECT_EQ(rows_.size(), 19);
  for (int frame = 21; frame <= 25; ++frame) look(frame, {});
  EXPECT_EQ(rows_.size(), 20) << "whether they left then is not known yet";
  for (int frame = 26; frame <= 30; ++frame) look(frame, {});
  EXPECT_EQ(rows_.size(), 29);
}

TEST_F(SettledPresenceTest, ALongGapBetweenLooksIsUnknownAndTheRowsBeforeAreNot) {
  for (int frame = 1; frame <= 10; ++frame) look(frame, {7});
  for (int frame = 41; frame <= 50; ++frame) look(frame, {7});
  settled_.finish();
  EXPECT_EQ(rows(), std::string(20, '1'));
  EXPECT_EQ(events_,
            (std::vector<std::string>{"half entered appeared #7 @0.0", "half known occupied @0.0",
                                      "half unknown @1.8", "half entered resumed #7 @8.0",
                                      "half known occupied @8.0", "half left interrupted #7 @9.8",
                                      "half unknown @9.8"}));
}

TEST_F(SettledPresenceTest, EpochsFollowEachOther) {
  for (int frame = 1; frame <= 10; ++frame) look(frame, {7});
  for (int frame = 11; frame <= 20; ++frame) look(frame, {9}, 2, 2);
  settled_.finish();
  EXPECT_EQ(rows(), std::string(20, '1'));
  EXPECT_NEAR(rows_[10].time_s, 2.0, 1e-9);
  EXPECT_EQ(events_[2], "half entered resumed #9 was #7 @2.0");
}

}  // namespace
}  // namespace trigo
