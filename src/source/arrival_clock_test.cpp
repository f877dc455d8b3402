#include "source/arrival_clock.hpp"

#include <gtest/gtest.h>

namespace trigo {
namespace {

using namespace std::chrono_literals;

class ArrivalClockTest : public testing::Test {
 protected:
  ArrivalClock input(bool own_clock, double period_s = 0.1) {
    format_.own_clock = own_clock;
    format_.time_base = {1, 90'000};
    format_.picture_period_s = period_s;
    return {format_, pacer_, clock_};
  }

  /// Sends `count` packets, one every `gap`, that are due every `due_gap_s`; how often the clock
  /// changed.
  int send(ArrivalClock& input, int count, Duration gap, double due_gap_s) {
    int changes = 0;
    for (int i = 0; i < count; ++i) {
      clock_.advance(gap);
      due_s_ += due_gap_s;
      packet_.due_s = due_s_;
      packet_.waited = gap;
      arrival_ = input.arrive(packet_, {});
      changes += input.changed() ? 1 : 0;
    }
    return changes;
  }

  VideoFormat format_;
  ManualClock clock_;
  Pacer pacer_{Pace::live, clock_};
  Packet packet_;
  std::optional<Instant> arrival_;
  double due_s_ = 0;
};

TEST_F(ArrivalClockTest, AnHonestCameraKeepsItsOwnClock) {
  auto camera = input(true);
  EXPECT_EQ(send(camera, 500, 100ms, 0.1), 0);
  EXPECT_FALSE(camera.by_arrival());
  EXPECT_EQ(packet_.due_s, due_s_);
  EXPECT_EQ(camera.stamp_of(42, clock_.now()), 42);
  EXPECT_EQ(camera.time_base().den, 90'000);
  EXPECT_DOUBLE_EQ(camera.period_s(), 0.1);
}

TEST_F(ArrivalClockTest, OneThatStampsTenForSevenIsTimedByArrivalAndItsRateIsMeasured) {
  auto camera = input(true);
  EXPECT_GE(send(camera, 7 * 20, 142857us, 0.1), 1);
  EXPECT_TRUE(camera.by_arrival());
  EXPECT_NEAR(camera.period_s(), 0.143, 0.01);
  const double before_s = packet_.due_s;
  EXPECT_EQ(send(camera, 70, 142857us, 0.1), 0) << "that is once and for all";
  EXPECT_NEAR(packet_.due_s - before_s, 10, 0.01);
  EXPECT_EQ(arrival_, clock_.now());
  EXPECT_EQ(pacer_.lag(), 0ms);
  EXPECT_EQ(camera.stamp_of(42, clock_.now() + 1s) - camera.stamp_of(42, clock_.now()), 1'000'000);
  EXPECT_EQ(camera.time_base().den, 1'000'000);
}

TEST_F(ArrivalClockTest, WithoutAClockOfItsOwnItIsTimedByArrivalFromTheStart) {
  auto camera = input(false, 0.04);
  EXPECT_EQ(send(camera, 1, 142857us, 0.04), 1);
  EXPECT_TRUE(camera.by_arrival());
  EXPECT_DOUBLE_EQ(camera.period_s(), 0.04) << "until it is measured";
  EXPECT_EQ(send(camera, 70, 142857us, 0.04), 1);
  EXPECT_NEAR(camera.period_s(), 0.143, 0.01);
}

TEST_F(ArrivalClockTest, AnHonestClockWithAWrongRateHasItMeasured) {
  auto camera = input(true, 0.04);
  EXPECT_EQ(send(camera, 100, 100ms, 0.1), 1);
  EXPECT_FALSE(camera.by_arrival());
  EXPECT_NEAR(camera.period_s(), 0.1, 0.001);
}

TEST_F(ArrivalClockTest, FieldsThatComeInPacketsOfTheirOwnAreNoFasterRate) {
  auto camera = input(true, 0.04);
  EXPECT_EQ(send(camera, 1000, 20ms, 0.02), 0);
  EXPECT_DOUBLE_EQ(camera.period_s(), 0.04);
}

}  // namespace
}  // namespace trigo
