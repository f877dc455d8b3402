#include "metrics/busy_meter.hpp"

#include <thread>

#include <gtest/gtest.h>

namespace trigo {
namespace {

using namespace std::chrono_literals;

class BusyMeterTest : public testing::Test {
 protected:
  void work(Duration duration) {
    meter_.begin();
    clock_.advance(duration);
    meter_.end();
  }

  ManualClock clock_;
  BusyMeter meter_{clock_};
};

TEST_F(BusyMeterTest, IsIdleAtFirst) {
  EXPECT_EQ(meter_.share(), 0);
  clock_.advance(3s);
  EXPECT_EQ(meter_.share(), 0);
  EXPECT_EQ(meter_.busy_s(), 0);
}

TEST_F(BusyMeterTest, TellsTheShareOfItsWindow) {
  for (int i = 0; i < 1000; ++i) {  // For 40 s.
    work(7ms);
    clock_.advance(33ms);
  }
  EXPECT_NEAR(meter_.share(), 7.0 / 40, 0.003);
  EXPECT_NEAR(meter_.busy_s(), 7, 1e-9);
}

TEST_F(BusyMeterTest, IsRightBeforeTheWindowIsFull) {
  work(500ms);
  clock_.advance(1500ms);
  EXPECT_DOUBLE_EQ(meter_.share(), 0.25);
}

TEST_F(BusyMeterTest, WorkThatGoesOnCountsUpToNow) {
  clock_.advance(10s);
  meter_.begin();
  clock_.advance(2s);
  EXPECT_DOUBLE_EQ(meter_.share(), 0.4);
  EXPECT_DOUBLE_EQ(meter_.busy_s(), 2);
  clock_.advance(20s);
  EXPECT_DOUBLE_EQ(meter_.share(), 1);
  meter_.end();
  EXPECT_DOUBLE_EQ(meter_.share(), 1);
  EXPECT_DOUBLE_EQ(meter_.busy_s(), 22);
}

TEST_F(BusyMeterTest, ForgetsWhatLiesBeforeItsWindow) {
  work(4s);
  clock_.advance(1s);
  EXPECT_DOUBLE_EQ(meter_.share(), 0.8);
  clock_.advance(4s);
  EXPECT_DOUBLE_EQ(meter_.share(), 0);
  work(1s);
  EXPECT_DOUBLE_EQ(meter_.share(), 0.2);
  EXPECT_DOUBLE_EQ(meter_.busy_s(), 5);
}

TEST(BusyMeter, MayBeAskedWhileSomebodyWorks) {
  const SteadyClock clock;
  BusyMeter meter(clock);
  std::jthread worker([&](std::stop_token stop) {
    while (!stop.stop_requested()) {
      meter.begin();
      meter.end();
    }
  });
  double before = 0;
  for (int i = 0; i < 2000; ++i) {
    const double now = meter.busy_s();
    EXPECT_GE(now, before);
    before = now;
    const double share = meter.share();
    EXPECT_TRUE(share >= 0 && share <= 1) << share;
  }
}

}  // namespace
}  // namespace trigo
