#include "detect/lane_plan.hpp"

#include <fstream>

#include <gtest/gtest.h>

#include "detect/usable_cores.hpp"
#include "media/test_clip.hpp"

namespace trigo {
namespace {

using namespace std::chrono_literals;

/// Lanes and batch of the choice.
std::pair<int, int> chosen(const std::vector<LaneCandidate>& candidates) {
  const auto plan = choose_lanes(candidates);
  EXPECT_EQ(plan.origin, PlanOrigin::measured);
  EXPECT_EQ(plan.candidates, candidates);
  return {plan.lanes, plan.batch};
}

TEST(ChooseLanes, TheFastestWins) {
  EXPECT_EQ(chosen({{1, 1, 110, 9}, {2, 1, 130, 15}}), std::pair(2, 1));
  EXPECT_EQ(chosen({{2, 1, 110, 18}, {1, 1, 130, 8}}), std::pair(1, 1));
}

TEST(ChooseLanes, OfThoseWithinFivePercentOfTheFastestTheQuickestAnswerWins) {
  EXPECT_EQ(chosen({{4, 1, 200, 20}, {2, 1, 191, 10.5}, {1, 1, 189, 5.3}}), std::pair(2, 1));
  EXPECT_EQ(chosen({{1, 1, 191, 5.3}, {4, 1, 200, 20}, {2, 1, 195, 10.5}}), std::pair(1, 1));
}

TEST(ChooseLanes, SingleFramesNeverWait) {
  EXPECT_EQ(choose_lanes({{2, 1, 130, 15}, {2, 2, 130, 31}}).wait, 0ms);
}

TEST(ChooseLanes, AWaitIsOneSingleInferenceAndOnlyWhereABatchGainsAFifth) {
  const auto gains = choose_lanes({{2, 1, 100, 20}, {4, 1, 100, 40}, {2, 8, 120, 133}});
  EXPECT_EQ(gains.batch, 8);
  EXPECT_EQ(gains.wait, 20ms);
  const auto gains_less = choose_lanes({{2, 1, 100, 20}, {2, 8, 119, 134}});
  EXPECT_EQ(gains_less.batch, 8);
  EXPECT_EQ(gains_less.wait, 0ms);
}

TEST(ChooseLanes, AWaitIsFiftyMillisecondsAtMost) {
  EXPECT_EQ(choose_lanes({{1, 1, 5, 200}, {1, 4, 15, 267}}).wait, 50ms);
}

TEST(LaneCounts, TheRuntimesOwnComesFirstThenTheNearest) {
  EXPECT_EQ(lane_counts(1, 1), (std::vector{1}));
  EXPECT_EQ(lane_counts(2, 2), (std::vector{2, 1}));
  EXPECT_EQ(lane_counts(6, 3), (std::vector{3, 4, 2, 6, 1}));
  EXPECT_EQ(lane_counts(16, 4), (std::vector{4, 2, 8, 1, 16}));
  EXPECT_EQ(lane_counts(2, 4), (std::vector{4, 2, 1}));
  EXPECT_EQ(lane_counts(256, 0), (std::vector{1, 2, 4, 8, 16, 32, 64}));
}

TEST(UsableCores, TheWaitingOfAllThreadsIsAddedUp) {
  TestFolder folder;
  for (const char* thread : {"7", "8", "9"}) std::filesystem::create_directory(folder / thread);
  std::ofstream(folder / "7/schedstat") << "900000000 1500000000 12\n";
  std::ofstream(folder / "8/schedstat") << "0 250000000 3\n";
  EXPECT_EQ(waited_for_cores_s(folder.path()), 1.75);
  EXPECT_EQ(waited_for_cores_s(folder / "none"), 0);
}

TEST(UsableCores, AreLimitedByEveryGroupAroundTheProcess) {
  TestFolder folder;
  const auto cores = [&] { return usable_cores(folder.path(), folder / "own"); };
  std::ofstream(folder / "own") << "1:cpu:/old\n0::/shop/camera\n";
  const int all = cores();
  EXPECT_GE(all, 1);
  std::filesystem::create_directories(folder / "shop/camera");
  std::ofstream(folder / "shop/camera/cpu.max") << "max 100000\n";
  EXPECT_EQ(cores(), all);
  std::ofstream(folder / "shop/cpu.max") << "40000 100000\n";
  EXPECT_EQ(cores(), 1);
  std::ofstream(folder / "shop/cpu.max") << "damaged";
  EXPECT_EQ(cores(), all);
}

}  // namespace
}  // namespace trigo
