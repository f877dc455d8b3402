#include "presence/stream_time.hpp"

#include <gtest/gtest.h>

namespace trigo {
namespace {

TEST(StreamTimeTest, WithinAnEpochItIsMediaTime) {
  StreamTime time;
  EXPECT_DOUBLE_EQ(time.at(1, 0, 0, 500).s, 0);
  EXPECT_DOUBLE_EQ(time.at(1, 5, 0.7, 900).s, 0.7);
  EXPECT_DOUBLE_EQ(time.now_s(902), 2.7);
  EXPECT_DOUBLE_EQ(time.now_s(800), 0.7) << "never before the picture";
}

TEST(StreamTimeTest, BetweenEpochsTheTimeOfArrivalPasses) {
  StreamTime time;
  time.at(1, 0, 3, 500);
  const Moment back = time.at(2, 0, 0, 530);
  EXPECT_DOUBLE_EQ(back.s, 33);
  EXPECT_DOUBLE_EQ(back.media_time_s, 0);
  EXPECT_DOUBLE_EQ(time.at(2, 1, 1, 531).s, 34);
}

TEST(StreamTimeTest, OfflineAnEpochFollowsTheOneBeforeByTheSameStep) {
  StreamTime time;
  time.at(1, 0, 0);
  time.at(1, 4, 0.4);
  EXPECT_DOUBLE_EQ(time.at(2, 0, 7).s, 0.8);
}

TEST(StreamTimeTest, ArrivalsOutOfOrderDoNotTurnTimeBack) {
  StreamTime time;
  time.at(1, 0, 3, 500);
  EXPECT_DOUBLE_EQ(time.at(2, 0, 0, 499).s, 3);
}

}  // namespace
}  // namespace trigo
