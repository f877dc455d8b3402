#include "detect/lane_cache.hpp"

#include <cstdlib>
#include <fstream>
#include <sstream>

#include <gtest/gtest.h>

#include "media/test_clip.hpp"

namespace trigo {
namespace {

using namespace std::chrono_literals;

const LanePlan plan{.lanes = 2,
                    .batch = 4,
                    .wait = 15ms,
                    .origin = PlanOrigin::measured,
                    .candidates = {{2, 1, 100.5, 20}, {2, 4, 150, 53.25}}};

class LaneCacheFile : public testing::Test {
 protected:
  void write(const std::string& text) {
    std::filesystem::create_directories(file_.parent_path());
    std::ofstream(file_) << text;
  }
  std::string text() const {
    std::stringstream all;
    all << std::ifstream(file_).rdbuf();
    return all.str();
  }

  TestFolder folder_;
  const std::filesystem::path file_ = folder_ / "new/lanes.json";
  const LaneCache cache_{file_};
};

TEST_F(LaneCacheFile, GivesBackWhatItKeptAndSaysThatItIsFromTheCache) {
  EXPECT_FALSE(cache_.find("here"));
  cache_.keep("here", plan);
  cache_.keep("there", LanePlan{.lanes = 7});
  const auto found = cache_.find("here");
  ASSERT_TRUE(found);
  EXPECT_EQ(found->lanes, 2);
  EXPECT_EQ(found->batch, 4);
  EXPECT_EQ(found->wait, 15ms);
  EXPECT_EQ(found->origin, PlanOrigin::cached);
  EXPECT_EQ(found->candidates, plan.candidates);
  EXPECT_EQ(cache_.find("there")->lanes, 7);
  EXPECT_FALSE(cache_.find("elsewhere"));
  const std::filesystem::directory_iterator files(file_.parent_path());
  EXPECT_EQ(std::distance(begin(files), end(files)), 1) << "the unfinished file is left over";
}

TEST_F(LaneCacheFile, WhatIsDamagedIsNotThereAndWrittenAnew) {
  for (const char* damaged : {"", "{\"here\": {\"lanes\"", "[]", "\xff\xfe", "{\"here\": 3}"}) {
    write(damaged);
    EXPECT_FALSE(cache_.find("here")) << damaged;
    cache_.keep("here", plan);
    EXPECT_TRUE(cache_.find("here")) << damaged;
  }
}

TEST_F(LaneCacheFile, APlanThatNoProgramWouldWriteIsNotThere) {
  cache_.keep("here", plan);
  const std::string good = text();
  for (const auto& [from, to] : std::initializer_list<std::pair<std::string, std::string>>{
           {"\"lanes\": 2", "\"lanes\": 0"},
           {"\"lanes\": 2", "\"lanes\": 65"},
           {"\"batch\": 4", "\"batch\": \"4\""},
           {"\"wait_s\": 0.015", "\"wait_s\": 60"},
           {"100.5", "-1"},
           {"\"candidates\"", "\"others\""}}) {
    std::string bad = good;
    for (auto at = bad.find(from); at != std::string::npos; at = bad.find(from))
      bad.replace(at, from.size(), to);
    ASSERT_NE(bad, good) << from;
    write(bad);
    EXPECT_FALSE(cache_.find("here")) << to;
  }
}

TEST_F(LaneCacheFile, AFolderThatCannotBeWrittenIsNoError) {
  std::ofstream(folder_ / "new") << "a file";
  cache_.keep("here", plan);
  EXPECT_FALSE(cache_.find("here"));
}

TEST_F(LaneCacheFile, DoesNotGrowForEver) {
  for (std::size_t i = 0; i <= LaneCache::max_plans; ++i) cache_.keep(std::to_string(i), plan);
  EXPECT_FALSE(cache_.find("0"));
  EXPECT_TRUE(cache_.find(std::to_string(LaneCache::max_plans)));
}

}  // namespace
}  // namespace trigo
