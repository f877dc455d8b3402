#include "metrics/histogram.hpp"

#include <cstdint>
#include <numeric>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

namespace trigo {
namespace {

using Counts = std::vector<std::uint64_t>;

TEST(Histogram, AValueOnABoundCountsBelowIt) {
  Histogram histogram({0.5, 1, 2});
  for (const double value : {0.5, 0.500001, 1.0, 2.0, 2.000001}) histogram.add(value);
  EXPECT_EQ(histogram.read().counts, (Counts{1, 2, 1, 1}));
}

TEST(Histogram, WhatLiesBeyondItsBoundsIsCountedAtTheEnds) {
  Histogram histogram({0.5, 1});
  for (const double value : {-3.0, 0.0, 1e9}) histogram.add(value);
  const HistogramReading reading = histogram.read();
  EXPECT_EQ(reading.counts, (Counts{2, 0, 1}));
  EXPECT_EQ(reading.upper_bounds, (std::vector<double>{0.5, 1}));
}

TEST(Histogram, KnowsCountAndSumOfAllValues) {
  Histogram histogram({1});
  EXPECT_EQ(histogram.read().count, 0);
  for (const double value : {0.25, 4.0, 0.5}) histogram.add(value);
  const HistogramReading reading = histogram.read();
  EXPECT_EQ(reading.count, 3);
  EXPECT_DOUBLE_EQ(reading.sum, 4.75);
}

TEST(Histogram, EveryReadingAddsUpWhileOthersAdd) {
  constexpr std::uint64_t values = 20'000;
  Histogram histogram({1, 2});
  const auto add = [&] {
    for (std::uint64_t i = 0; i < values; ++i) histogram.add(static_cast<double>(i % 3) + 0.5);
  };
  std::jthread one(add);
  std::jthread other(add);
  HistogramReading reading;
  do {
    reading = histogram.read();
    const auto sum =
        std::accumulate(reading.counts.begin(), reading.counts.end(), std::uint64_t{0});
    ASSERT_EQ(sum, reading.count);
    ASSERT_LE(reading.sum, 2.5 * static_cast<double>(reading.count));
  } while (reading.count < 2 * values);
  EXPECT_EQ(reading.counts, (Counts{13'334, 13'334, 13'332}));
}

TEST(HistogramDeathTest, BoundsThatDoNotAscendAreABug) {
  EXPECT_DEATH(Histogram({1, 1}), "");
  EXPECT_DEATH(Histogram({2, 1}), "");
  EXPECT_DEATH(Histogram({}), "");
}

TEST(Histogram, TwoReadingsTellTheMeanOfWhatCameBetweenThem) {
  Histogram histogram({10});
  histogram.add(100);
  const auto before = histogram.read();
  EXPECT_EQ(mean_between(before, histogram.read()), std::nullopt);
  histogram.add(2);
  histogram.add(4);
  EXPECT_EQ(mean_between(before, histogram.read()), 3);
  EXPECT_EQ(mean_between({}, before), 100) << "a reading of nothing is before all others";
}

}  // namespace
}  // namespace trigo
