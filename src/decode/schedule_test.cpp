#include "decode/schedule.hpp"

#include <cmath>
#include <vector>

#include <gtest/gtest.h>

namespace trigo {
namespace {

/// The numbers, from 0, of the pictures that are due.
std::vector<int> due_of(Schedule& schedule, const std::vector<double>& times_s) {
  std::vector<int> numbers;
  for (std::size_t i = 0; i < times_s.size(); ++i)
    if (schedule.due(times_s[i])) numbers.push_back(static_cast<int>(i));
  return numbers;
}

std::vector<double> steady(double rate, int pictures) {
  std::vector<double> times_s;
  for (int i = 0; i < pictures; ++i) times_s.push_back(i / rate);
  return times_s;
}

// pictures  0 1 2 3 4 5 6 7 8 9
// due       ^       ^       ^
TEST(Schedule, TakesEveryFourthPictureOfASteadyStream) {
  Schedule schedule(Every{4}, 0.04);
  EXPECT_EQ(due_of(schedule, steady(25, 10)), (std::vector<int>{0, 4, 8}));
  EXPECT_EQ(schedule.missed(), 0);
}

// stamps    0 33 67 100 133 167 200 233 267 …  (ms, rounded by the container)
// due       ^           ^               ^
TEST(Schedule, StaysInStepWithStampsThatWereRoundedToMilliseconds) {
  std::vector<double> times_s;
  for (int i = 0; i < 3000; ++i) times_s.push_back(std::round(i * 1000 / 30.0) / 1000);
  Schedule schedule(Every{4}, 1 / 30.0);
  const auto numbers = due_of(schedule, times_s);
  ASSERT_EQ(numbers.size(), 750U);
  for (std::size_t i = 0; i < numbers.size(); ++i) ASSERT_EQ(numbers[i], static_cast<int>(4 * i));
  EXPECT_EQ(schedule.missed(), 0);
}

TEST(Schedule, GivesARateThatTheStreamsOwnIsNoMultipleOf) {
  Schedule schedule(Rate{6}, 0.04);
  const auto numbers = due_of(schedule, steady(25, 1000));
  EXPECT_EQ(numbers.size(), 240U);  // 40 s of 6 a second.
  EXPECT_EQ((std::vector<int>(numbers.begin(), numbers.begin() + 4)),
            (std::vector<int>{0, 4, 9, 13}));  // Due at 0, 4.2, 8.3 and 12.5 pictures.
  EXPECT_EQ(schedule.missed(), 0);
}

// pictures  0       1       2
// due       ^ . . . ^ . . . ^      the dots are missed
TEST(Schedule, ARateAboveTheStreamsOwnTakesEveryPictureAndMissesTheRest) {
  Schedule schedule(Rate{100}, 0.04);
  EXPECT_EQ(due_of(schedule, steady(25, 4)), (std::vector<int>{0, 1, 2, 3}));
  EXPECT_EQ(schedule.missed(), 9);
}

// pictures  0 1 2 ……………… 20 21 22 23 24
// due       ^                ^           ^    (every 4: 0 4 8 12 16 20 24; 4 … 16 are missed)
TEST(Schedule, DueTimesInAGapAreMissedAndNeverMadeUp) {
  Schedule schedule(Every{4}, 0.04);
  EXPECT_EQ(due_of(schedule, {0, 0.04, 0.08, 0.84, 0.88, 0.92, 0.96}), (std::vector<int>{0, 3, 6}));
  EXPECT_EQ(schedule.missed(), 4);
}

TEST(Schedule, KeepsToTheGridAfterALatePicture) {
  Schedule schedule(Every{2}, 0.1);  // Due at 0, 0.2, 0.4, 0.6.
  EXPECT_EQ(due_of(schedule, {0, 0.1, 0.29, 0.4, 0.5, 0.6}), (std::vector<int>{0, 2, 3, 5}));
  EXPECT_EQ(schedule.missed(), 0);
}

TEST(Schedule, AFirstPictureAfterTheStartTakesTheLatestDueTime) {
  Schedule schedule(Rate{10}, 0.04);
  EXPECT_EQ(due_of(schedule, {1.04, 1.08, 1.12}), (std::vector<int>{0, 2}));
  EXPECT_EQ(schedule.missed(), 10);
}

TEST(Schedule, APictureMayComeAQuarterPeriodEarlyAndNoMore) {
  Schedule schedule(Every{2}, 0.1);
  EXPECT_EQ(due_of(schedule, {0, 0.18, 0.2}), (std::vector<int>{0, 1}));
  EXPECT_EQ(due_of(schedule, {0.37, 0.4}), (std::vector<int>{1}));
}

TEST(Schedule, ShareAPhaseWhereOnePeriodIsAMultipleOfTheOther) {
  Schedule detect(Every{6}, 0.04);
  Schedule live(Every{3}, 0.04);
  for (const double time_s : steady(25, 100)) {
    const bool shown = live.due(time_s);
    const bool detected = detect.due(time_s);
    EXPECT_TRUE(shown || !detected) << time_s;
  }
}

}  // namespace
}  // namespace trigo
