#include "bench/cpu_stages.hpp"

#include <fstream>

#include <gtest/gtest.h>

namespace trigo {
namespace {

constexpr int main_id = 100;

double at(const StageTimes& times, CpuStage stage) {
  return times[static_cast<std::size_t>(stage)];
}

StageTimes between(std::vector<ThreadTime> begin, double begin_ms, std::vector<ThreadTime> end,
                   double end_ms) {
  return used_between({std::move(begin), begin_ms}, {std::move(end), end_ms}, main_id, "trigo");
}

TEST(ThreadStat, NameAndTimeAreTakenOutEvenOfANameWithBlanksAndBrackets) {
  const auto stat =
      parse_thread_stat("4711 (s:a) b( c) S 1 2 3 4 5 6 7 8 9 10 250 31 0 0 20 0 12 0 99 1 2 3\n");
  ASSERT_TRUE(stat);
  EXPECT_EQ(stat->name, "s:a) b( c");
  EXPECT_EQ(stat->ticks, 281);
}

TEST(ThreadStat, WhatIsNoStatIsNotUnderstood) {
  EXPECT_FALSE(parse_thread_stat(""));
  EXPECT_FALSE(parse_thread_stat("4711 (trigo) S 1 2 3"));
  EXPECT_FALSE(parse_thread_stat("4711 trigo S 1 2 3 4 5 6 7 8 9 10 250 31"));
  EXPECT_FALSE(parse_schedstat_ms(""));
  EXPECT_FALSE(parse_schedstat_ms("none"));
}

TEST(ThreadTimes, TheExactClockIsPreferredWhereThereIsOne) {
  const std::filesystem::path proc = testing::TempDir() + "bench_thread_times";
  std::filesystem::remove_all(proc);
  const std::string stat = " S 1 2 3 4 5 6 7 8 9 10 25 5 0 0 20 0 12 0 99\n";
  for (const std::string id : {"7", "12"}) {
    const auto folder = proc / "self/task" / id;
    std::filesystem::create_directories(folder);
    std::ofstream(folder / "stat") << id << " (web)" << stat;
  }
  std::ofstream(proc / "self/task/12/schedstat") << "1234567 89 10\n";
  const auto threads = read_thread_times(proc);
  ASSERT_EQ(threads.size(), 2U);
  EXPECT_EQ(threads[0].id, 7);
  EXPECT_EQ(threads[1].id, 12);
  EXPECT_EQ(threads[1].name, "web");
  EXPECT_NEAR(threads[1].cpu_ms, 1.234567, 1e-9);
  EXPECT_GT(threads[0].cpu_ms, 1.3);  // 30 ticks, whatever a tick is here.
}

TEST(CpuStages, EveryThreadHasTheStageOfItsName) {
  const auto stage = [](const char* name, int id = 101) {
    return stage_of({id, name, 0}, main_id, "trigo");
  };
  EXPECT_EQ(stage("s:c12"), CpuStage::decode);
  EXPECT_EQ(stage("open"), CpuStage::decode);
  EXPECT_EQ(stage("lane-0"), CpuStage::inference);
  EXPECT_EQ(stage("trigo"), CpuStage::inference);
  EXPECT_EQ(stage("trigo", main_id), CpuStage::bench);
  EXPECT_EQ(stage("analysis"), CpuStage::analysis);
  EXPECT_EQ(stage("jpeg"), CpuStage::jpeg);
  EXPECT_EQ(stage("web"), CpuStage::web);
  EXPECT_EQ(stage("metrics"), CpuStage::metrics);
  EXPECT_EQ(stage("viewers"), CpuStage::viewers);
  EXPECT_EQ(stage("something"), CpuStage::remainder);
}

TEST(CpuStages, TimeIsAddedUpByStage) {
  const auto times = between({{101, "s:c1", 10}, {102, "s:c2", 20}, {103, "lane-0", 5}}, 40,
                             {{101, "s:c1", 110}, {102, "s:c2", 70}, {103, "lane-0", 35}}, 220);
  EXPECT_DOUBLE_EQ(at(times, CpuStage::decode), 150);
  EXPECT_DOUBLE_EQ(at(times, CpuStage::inference), 30);
  EXPECT_DOUBLE_EQ(at(times, CpuStage::remainder), 0);
}

TEST(CpuStages, WhatAThreadUsedThatEndedOrThatNobodyKnowsIsTheRemainder) {
  const auto times = between({{101, "open", 10}, {103, "lane-0", 5}}, 15,
                             {{103, "lane-0", 25}, {104, "stranger", 7}}, 60);
  EXPECT_DOUBLE_EQ(at(times, CpuStage::inference), 20);
  EXPECT_DOUBLE_EQ(at(times, CpuStage::remainder), 25);
}

TEST(CpuStages, AThreadThatBeganInBetweenOrTookAnOldNumberCountsFromItsBeginning) {
  const auto times = between({{101, "open", 50}}, 50, {{101, "web", 4}, {102, "jpeg", 6}}, 60);
  EXPECT_DOUBLE_EQ(at(times, CpuStage::web), 4);
  EXPECT_DOUBLE_EQ(at(times, CpuStage::jpeg), 6);
}

}  // namespace
}  // namespace trigo
