#include "source/source_health.hpp"

#include <gtest/gtest.h>

namespace trigo {
namespace {

using namespace std::chrono_literals;

class SourceHealthTest : public testing::Test {
 protected:
  SourceHealth health(InputSettings settings = {}) {
    return {settings, clock_, [this] { return dice_; }};
  }

  void frames(SourceHealth& health, int count, Duration gap) {
    for (int i = 0; i < count; ++i) {
      clock_.advance(gap);
      health.frame();
    }
  }

  ManualClock clock_;
  double dice_ = 0;
};

TEST_F(SourceHealthTest, AFastCameraIsStalledAfterTwoSeconds) {
  auto source = health();
  source.opened(0.04);
  frames(source, 100, 40ms);
  EXPECT_EQ(source.gap_limit(), 2s);
  clock_.advance(2s);
  EXPECT_FALSE(source.stalled());
  clock_.advance(1ms);
  EXPECT_TRUE(source.stalled());
  EXPECT_FALSE(source.hopeless());
  clock_.advance(3s);
  EXPECT_TRUE(source.hopeless());
}

TEST_F(SourceHealthTest, AFrameEndsTheStall) {
  auto source = health();
  source.opened(0.04);
  frames(source, 100, 40ms);
  clock_.advance(3s);
  source.frame();
  EXPECT_FALSE(source.stalled());
}

TEST_F(SourceHealthTest, ASlowCameraIsNotStalledWhateverItDeclares) {
  auto source = health();
  source.opened(0.04);
  for (int i = 0; i < 60; ++i) {
    clock_.advance(1s);
    EXPECT_FALSE(source.stalled()) << i;
    source.frame();
  }
  EXPECT_NEAR(to_seconds(source.gap_limit()), 5, 0.3);
  clock_.advance(4s);
  EXPECT_FALSE(source.stalled());
  clock_.advance(2s);
  EXPECT_TRUE(source.stalled());
}

TEST_F(SourceHealthTest, OneLongSilenceHardlyChangesTheLimit) {
  auto source = health();
  source.opened(0.04);
  frames(source, 100, 40ms);
  frames(source, 1, 20s);
  frames(source, 75, 40ms);
  EXPECT_EQ(source.gap_limit(), 2s);
}

TEST_F(SourceHealthTest, ACameraSlowerThanTheFirstLimitIsLearntOverItsReopenings) {
  auto source = health();
  int reopened = 0;
  source.opened(0.04);
  for (int pictures = 0; pictures < 40; ++pictures) {
    for (int tenths = 0; tenths < 80; ++tenths) {
      clock_.advance(100ms);
      if (!source.hopeless()) continue;
      source.closed();
      source.opened(0.04);
      ++reopened;
      break;
    }
    source.frame();
  }
  EXPECT_GT(reopened, 0);
  EXPECT_LT(reopened, 5);
  EXPECT_FALSE(source.stalled());
}

TEST_F(SourceHealthTest, TheLimitStaysWithinTheBoundsAsked) {
  auto source = health({.min_gap = 1s, .max_gap = 3s});
  source.opened(0.04);
  frames(source, 50, 40ms);
  EXPECT_EQ(source.gap_limit(), 1s);
  frames(source, 50, 2s);
  EXPECT_EQ(source.gap_limit(), 3s);
}

TEST_F(SourceHealthTest, TheFirstKeyFrameMayTakeItsTimeButNotForEver) {
  auto source = health();
  source.opened(0.04);
  clock_.advance(29s);
  EXPECT_FALSE(source.stalled());
  EXPECT_FALSE(source.hopeless());
  clock_.advance(2s);
  EXPECT_TRUE(source.hopeless());
}

TEST_F(SourceHealthTest, TimeThatIsForgivenIsNoSilence) {
  auto source = health();
  source.opened(0.04);
  source.frame();
  clock_.advance(9s);
  source.forgive(8s);
  EXPECT_EQ(source.silence(), 1s);
}

TEST_F(SourceHealthTest, PausesGrowFromHalfASecondToTheLongest) {
  auto source = health({.max_pause = 3s});
  for (const auto pause : {500ms, 1000ms, 2000ms, 3000ms, 3000ms})
    EXPECT_EQ(source.next_pause(), pause);
  dice_ = 1;
  EXPECT_EQ(source.next_pause(), 2250ms);
}

TEST_F(SourceHealthTest, OnlyAHealthyMinuteMakesPausesShortAgain) {
  auto source = health();
  source.next_pause();
  source.next_pause();
  source.opened(0.04);
  frames(source, 59, 1s);
  source.closed();
  EXPECT_EQ(source.next_pause(), 2s);
  source.opened(0.04);
  frames(source, 62, 1s);
  source.closed();
  EXPECT_EQ(source.next_pause(), 500ms);
}

TEST_F(SourceHealthTest, WhoIsNotOpenIsNotSilent) {
  auto source = health();
  clock_.advance(1h);
  EXPECT_FALSE(source.stalled());
  source.opened(0.04);
  source.frame();
  source.closed();
  clock_.advance(1h);
  EXPECT_FALSE(source.stalled());
}

}  // namespace
}  // namespace trigo
