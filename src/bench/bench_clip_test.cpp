#include "bench/bench_clip.hpp"

#include <algorithm>
#include <cmath>

#include <gtest/gtest.h>

namespace trigo {
namespace {

TEST(StartOffsets, DueTimesLieEvenlyInThePeriod) {
  for (const int streams : {1, 2, 5, 12, 13, 16, 24, 64}) {
    const double period_s = 0.16;
    const auto offsets = start_offsets(streams, period_s, 2);
    ASSERT_EQ(std::ssize(offsets), streams);
    std::vector<double> phases;
    for (const double offset : offsets) phases.push_back(std::fmod(offset / period_s + 1e-9, 1));
    std::sort(phases.begin(), phases.end());
    for (int i = 0; i < streams; ++i)
      EXPECT_NEAR(phases[static_cast<std::size_t>(i)], static_cast<double>(i) / streams, 1e-6);
  }
}

TEST(StartOffsets, StreamsStartOneAfterTheOtherOverTheWholeSpread) {
  const auto offsets = start_offsets(16, 0.16, 2);
  EXPECT_TRUE(std::is_sorted(offsets.begin(), offsets.end()));
  EXPECT_EQ(offsets.front(), 0);
  EXPECT_GT(offsets.back(), 1.5);
  EXPECT_LT(offsets.back(), 2.5);
}

TEST(StartOffsets, ALongPeriodIsSpreadOverWhole) {
  const auto offsets = start_offsets(4, 10, 2);
  EXPECT_DOUBLE_EQ(offsets[1], 2.5);
  EXPECT_DOUBLE_EQ(offsets[3], 7.5);
}

TEST(DuePerSecond, ARateBeyondThePicturesIsNotDue) {
  const BenchClip clip{.path = "a.mp4", .picture = {64, 48}, .picture_period_s = 0.04};
  EXPECT_DOUBLE_EQ(due_per_s(Every{4}, clip), 6.25);
  EXPECT_DOUBLE_EQ(due_per_s(Rate{5}, clip), 5);
  EXPECT_DOUBLE_EQ(due_per_s(Rate{60}, clip), 25);
}

TEST(BenchClip, WhatIsNoFileOfVideoIsRefused) {
  for (const char* path : {"nowhere.mp4", "rtsp://127.0.0.1/cam", TRIGO_SOURCE_DIR}) {
    const auto clip = look_at_clip(path);
    ASSERT_FALSE(clip) << path;
    EXPECT_EQ(clip.error().kind, ErrorKind::invalid_argument) << path;
  }
}

}  // namespace
}  // namespace trigo
