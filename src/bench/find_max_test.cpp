#include "bench/find_max.hpp"

#include <set>

#include <gtest/gtest.h>

namespace trigo {
namespace {

/// What is found where everything up to `largest` holds; every number is tried once at most.
int found(int largest, int first, int limit) {
  std::set<int> tried;
  const auto result = find_max(first, limit, [&](int streams) -> Result<bool> {
    EXPECT_TRUE(tried.insert(streams).second) << streams << " was tried twice";
    EXPECT_GE(streams, 1);
    EXPECT_LE(streams, limit);
    return streams <= largest;
  });
  return result.value_or(-1);
}

TEST(FindMax, TheLargestIsFoundWhereverTheSearchBegins) {
  for (const int first : {1, 5, 16, 20})
    for (int largest = 0; largest <= 20; ++largest) EXPECT_EQ(found(largest, first, 20), largest);
}

TEST(FindMax, ItTakesFewTries) {
  int tries = 0;
  const auto result = find_max(4, 256, [&](int streams) -> Result<bool> {
    ++tries;
    return streams <= 19;
  });
  EXPECT_EQ(result.value_or(-1), 19);
  EXPECT_LE(tries, 8);  // 4 8 16 32, then 24 20 18 19.
}

TEST(FindMax, AFailureEndsTheSearch) {
  int tries = 0;
  const auto result = find_max(4, 256, [&](int) -> Result<bool> {
    ++tries;
    return fail(ErrorKind::unavailable, "the disk is gone");
  });
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().message, "the disk is gone");
  EXPECT_EQ(tries, 1);
}

TEST(KeepsUp, BothTheShareAndTheAgeHaveToHold) {
  const auto figures = [](double done_per_s, std::optional<double> p95) {
    return BenchFigures{.due_per_s = 100, .done_per_s = done_per_s, .age_ms = {.p95 = p95}};
  };
  const KeepsUp keeps_up;
  EXPECT_TRUE(keeps_up(figures(98, 300)));
  EXPECT_FALSE(keeps_up(figures(97.9, 300)));
  EXPECT_FALSE(keeps_up(figures(98, 300.1)));
  EXPECT_FALSE(keeps_up(figures(98, std::nullopt)));
}

}  // namespace
}  // namespace trigo
