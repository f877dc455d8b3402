#include "source/media_clock.hpp"

#include <limits>
#include <vector>

#include <gtest/gtest.h>

extern "C" {
#include <libavutil/avutil.h>
}

namespace trigo {
namespace {

constexpr std::int64_t missing = AV_NOPTS_VALUE;
constexpr AVRational ms{1, 1000};
constexpr AVRational rtp{1, 90000};

/// Media times of these stamps, -1 where continuity is broken.
std::vector<double> times(MediaClock clock, const std::vector<std::int64_t>& stamps) {
  std::vector<double> times_s;
  for (const auto stamp : stamps) times_s.push_back(clock.at(stamp).value_or(-1));
  return times_s;
}

void expect_times(const std::vector<double>& seen, const std::vector<double>& expected) {
  ASSERT_EQ(seen.size(), expected.size());
  for (std::size_t i = 0; i < seen.size(); ++i) EXPECT_NEAR(seen[i], expected[i], 1e-9) << i;
}

TEST(MediaClock, CountsFromTheFirstPicture) {
  expect_times(times({ms, 0.04}, {5000, 5040, 5100}), {0, 0.04, 0.1});
}

TEST(MediaClock, FillsMissingStampsWithThePicturePeriod) {
  expect_times(times({ms, 0.04}, {missing, missing, 700, 740, missing, 820}),
               {0, 0.04, 0.08, 0.12, 0.16, 0.2});
}

TEST(MediaClock, SpreadsRepeatedStampsByThePicturePeriod) {
  expect_times(times({ms, 0.04}, {0, 0, 80, 80, 160}), {0, 0.04, 0.08, 0.12, 0.16});
}

TEST(MediaClock, GoesOnWhileTheStampsStandStill) {
  expect_times(times({ms, 0.04}, {7, 7, 7, 7}), {0, 0.04, 0.08, 0.12});
}

TEST(MediaClock, HoldsStillOnJitterBackwards) {
  expect_times(times({ms, 0.04}, {0, 40, 120, 80, 160}), {0, 0.04, 0.12, 0.12, 0.16});
}

TEST(MediaClock, GoesOnAfterAStepBack) {
  expect_times(times({ms, 0.04}, {0, 4000, 1000, 1040}), {0, 4, 4.04, 4.08});
}

TEST(MediaClock, FollowsAWrapOf33Bits) {
  const std::int64_t end = std::int64_t{1} << 33;
  expect_times(times({rtp, 0.04}, {end - 3600, 0, 3600}), {0, 0.04, 0.08});
  // Jitter across the wrap.
  expect_times(times({rtp, 0.04}, {end - 3600, 1800, end - 1800, 3600}), {0, 0.06, 0.06, 0.08});
}

TEST(MediaClock, FollowsAWrapOf32Bits) {
  const std::int64_t end = std::int64_t{1} << 32;
  expect_times(times({rtp, 0.04}, {end - 3600, 0, 3600}), {0, 0.04, 0.08});
}

TEST(MediaClock, AJumpIsABreak) {
  expect_times(times({ms, 0.04}, {0, 9000, 20000}), {0, 9, -1});
  expect_times(times({ms, 0.04}, {20000, 9000}), {0, -1});
}

TEST(MediaClock, OfAPictureEveryTwentySecondsThatIsNoJump) {
  expect_times(times({ms, 20}, {0, 20000, 41000}), {0, 20, 41});
}

TEST(MediaClock, SurvivesAnyStamp) {
  const auto lowest = std::numeric_limits<std::int64_t>::min() + 1;
  const auto highest = std::numeric_limits<std::int64_t>::max();
  expect_times(times({ms, 0.04}, {highest, 0}), {0, -1});
  expect_times(times({ms, 0.04}, {0, highest}), {0, -1});
  expect_times(times({ms, 0.04}, {lowest, 0}), {0, -1});
}

}  // namespace
}  // namespace trigo
