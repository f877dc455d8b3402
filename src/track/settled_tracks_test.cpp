#include "track/settled_tracks.hpp"

#include <gtest/gtest.h>

namespace trigo {
namespace {

Track track(std::int64_t id, float x, bool confirmed) {
  return {.id = id, .box = {x, 0, x + 10, 20}, .score = 0.8F, .confirmed = confirmed};
}

class SettledTracksTest : public testing::Test {
 protected:
  std::vector<std::int64_t> frames_of(std::int64_t id) const {
    std::vector<std::int64_t> frames;
    for (const SettledBox& box : written_)
      if (box.id == id) frames.push_back(box.frame);
    return frames;
  }

  void add(std::int64_t frame, std::int64_t epoch, double media_time_s, const Tracks& tracks) {
    settled_.add({frame, epoch, media_time_s, {640, 480}, {}}, tracks);
  }

  std::vector<SettledBox> written_;
  SettledTracks settled_{[this](const SettledLook& look) {
    written_.insert(written_.end(), look.boxes.begin(), look.boxes.end());
  }};
};

TEST_F(SettledTracksTest, WhoIsConfirmedLaterIsThereFromTheFirstDetectionOn) {
  add(1, 1, 0, {track(1, 0, false), track(2, 50, false)});
  add(2, 1, 0.25, {track(1, 1, false)});
  add(3, 1, 0.5, {track(1, 2, true)});
  settled_.finish();
  EXPECT_EQ(frames_of(1), (std::vector<std::int64_t>{1, 2, 3}));
  EXPECT_TRUE(frames_of(2).empty());
}

TEST_F(SettledTracksTest, GapsAreFilledInAndMarked) {
  add(1, 1, 0, {track(1, 0, true)});
  Track predicted = track(1, 30, true);
  predicted.seen = false;
  add(2, 1, 1, {predicted});
  add(3, 1, 2, {});
  add(4, 1, 3, {track(1, 60, true)});
  add(5, 1, 4, {});
  settled_.finish();
  ASSERT_EQ(frames_of(1), (std::vector<std::int64_t>{1, 2, 3, 4}));
  EXPECT_TRUE(written_[0].seen && written_[3].seen);
  EXPECT_FALSE(written_[1].seen || written_[2].seen);
  EXPECT_FLOAT_EQ(written_[1].box.left, 20);
  EXPECT_FLOAT_EQ(written_[2].box.left, 40);
  EXPECT_EQ(written_[1].score, 0);
}

TEST_F(SettledTracksTest, ALookIsSettledAFewSecondsLater) {
  for (int i = 0; i < 4; ++i) add(i + 1, 1, i, {track(1, 0, true)});
  EXPECT_TRUE(written_.empty());
  add(20, 1, 19, {});
  EXPECT_EQ(frames_of(1).size(), 4);
}

TEST_F(SettledTracksTest, ANewEpochSettlesTheOldOne) {
  add(1, 1, 7, {track(1, 0, true)});
  add(2, 2, 0, {track(2, 0, true)});
  EXPECT_EQ(frames_of(1).size(), 1);
  settled_.finish();
  EXPECT_EQ(frames_of(2).size(), 1);
}

TEST_F(SettledTracksTest, BoxesComeByFrameAndId) {
  add(1, 1, 0, {track(5, 0, true), track(2, 0, true)});
  add(2, 1, 1, {track(2, 0, true)});
  settled_.finish();
  ASSERT_EQ(written_.size(), 3);
  EXPECT_EQ(written_[0].id, 2);
  EXPECT_EQ(written_[1].id, 5);
  EXPECT_EQ(written_[2].frame, 2);
}

}  // namespace
}  // namespace trigo
