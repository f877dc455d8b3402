#include "metrics/samples.hpp"

#include <gtest/gtest.h>

#include "metrics/history.hpp"

namespace trigo {
namespace {

using namespace std::chrono_literals;

TEST(RateMeter, CountsOverItsWindow) {
  ManualClock clock;
  RateMeter meter(clock);
  for (int i = 0; i < 1000; ++i) {  // 25 a second for 40 s.
    meter.add();
    clock.advance(40ms);
  }
  EXPECT_NEAR(meter.per_second(), 25, 0.2);
}

TEST(RateMeter, IsRightBeforeTheWindowIsFull) {
  ManualClock clock;
  RateMeter meter(clock);
  EXPECT_EQ(meter.per_second(), 0);
  for (int i = 0; i < 20; ++i) {
    meter.add();
    clock.advance(50ms);
  }
  EXPECT_NEAR(meter.per_second(), 20, 0.01);
}

TEST(RateMeter, ForgetsWhatLiesBeforeItsWindow) {
  ManualClock clock;
  RateMeter meter(clock);
  meter.add(500);
  clock.advance(4s);
  EXPECT_NEAR(meter.per_second(), 125, 0.01);
  clock.advance(1200ms);
  EXPECT_EQ(meter.per_second(), 0);
  meter.add(5);  // After a pause the window counts, not the pause.
  EXPECT_NEAR(meter.per_second(), 1, 0.03);
}

TEST(RateMeter, ItsVeryFirstEventIsNoInfiniteRate) {
  ManualClock clock;
  RateMeter meter(clock);
  meter.add();
  EXPECT_DOUBLE_EQ(meter.per_second(), 10);
}

TEST(RecentValues, KnowsNothingAtFirst) {
  RecentValues values(3);
  EXPECT_EQ(values.newest(), std::nullopt);
  EXPECT_EQ(values.mean(), std::nullopt);
  EXPECT_EQ(values.percentile(0.5), std::nullopt);
}

TEST(RecentValues, KeepsTheLastOnes) {
  RecentValues values(3);
  for (const double value : {100.0, 1.0, 2.0, 6.0}) values.add(value);
  EXPECT_EQ(values.newest(), 6);
  EXPECT_EQ(values.mean(), 3);
  EXPECT_EQ(values.percentile(1), 6);
}

TEST(RecentValues, PercentilesAreNearestRanks) {
  RecentValues values(100);
  for (int value = 100; value >= 1; --value) values.add(value);
  EXPECT_EQ(values.percentile(0), 1);
  EXPECT_EQ(values.percentile(0.07), 7);
  EXPECT_EQ(values.percentile(0.5), 50);
  EXPECT_EQ(values.percentile(0.95), 95);
  EXPECT_EQ(values.percentile(1), 100);
}

TEST(History, HoldsOneMinuteOldestFirst) {
  History history;
  for (int second = 0; second < 61; ++second)
    history.add(
        {{"fps", second}, {"gpu", second == 60 ? std::optional(4.0) : std::nullopt}, {"ram", 5}});
  const auto series = history.read();
  ASSERT_EQ(series.size(), 3U);
  for (const auto& [name, values] : series) EXPECT_EQ(values.size(), 60U) << name;
  EXPECT_EQ(series.at("fps").front(), 1);
  EXPECT_EQ(series.at("fps").back(), 60);
  EXPECT_EQ(series.at("gpu").front(), std::nullopt);
  EXPECT_EQ(series.at("gpu").back(), 4);
}

}  // namespace
}  // namespace trigo
