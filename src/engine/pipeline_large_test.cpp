#include <filesystem>
#include <fstream>
#include <thread>

#include <gtest/gtest.h>

#include "engine/fake_model.hpp"
#include "engine/pipeline.hpp"
#include "engine/test_within.hpp"
#include "media/test_clip.hpp"

namespace trigo {
namespace {

using namespace std::chrono_literals;

bool has_thread(const std::string& name) {
  for (const auto& entry : std::filesystem::directory_iterator("/proc/self/task")) {
    std::string found;
    std::getline(std::ifstream(entry.path() / "comm"), found);
    if (found == name) return true;
  }
  return false;
}

bool has_open(const std::filesystem::path& file) {
  for (const auto& entry : std::filesystem::directory_iterator("/proc/self/fd")) {
    std::error_code gone;
    if (std::filesystem::read_symlink(entry.path(), gone) == file) return true;
  }
  return false;
}

class PipelineLarge : public testing::Test {
 protected:
  PipelineLarge() {
    write_clip(wall_file_, {.size = {320, 240}, .pictures = 50});
    write_clip(large_file_, {.size = {640, 480}, .pictures = 50});
    auto started = Pipeline::start(PipelineSettings::live(1), std::make_shared<FakeModel>(), clock_,
                                   live_, {});
    pipeline_ = std::move(*started);
  }

  Result<StreamId> add(const std::string& live_url) {
    return pipeline_->add({.id = "yard",
                           .title = {},
                           .url = wall_file_,
                           .live_url = live_url,
                           .detect = Every{2},
                           .live = Every{1},
                           .loop = true});
  }

  bool is_open() const { return has_thread("l:yard") || has_open(large_file_); }

  /// A thread that was joined is still listed for a moment.
  bool ends() const {
    return within(2s, [&] { return !is_open(); });
  }

  TestFolder folder_;
  const std::string wall_file_ = (folder_ / "wall.avi").string();
  const std::string large_file_ = (folder_ / "large.avi").string();
  SteadyClock clock_;
  LiveBoard live_;
  std::unique_ptr<Pipeline> pipeline_;
};

TEST_F(PipelineLarge, NothingIsOpenedForThoseWhoWatchTheWall) {
  ASSERT_TRUE(add(large_file_));
  const auto status = pipeline_->find("yard");
  ASSERT_TRUE(status->large);
  const auto viewer = live_.find("yard")->subscribe([] {});
  ASSERT_TRUE(within(10s, [&] { return status->ledger->read()[FrameFate::detected] > 10; }));
  EXPECT_FALSE(is_open());
  EXPECT_EQ(status->large->reading().state, LargeViewState::idle);
  EXPECT_EQ(status->large->reading().failures, 0);
}

TEST_F(PipelineLarge, WhoLooksAtItLargeGetsItWithTheTracksOfTheWallUntilSomeSecondsAfterLeaving) {
  ASSERT_TRUE(add(large_file_));
  const auto large = live_.find("yard", View::large);
  auto viewer = large->subscribe([] {});
  EXPECT_TRUE(within(10s, [&] {
    const auto newest = large->newest();
    return newest && newest->view == View::large && !newest->tracks.empty() &&
           newest->tracks[0].box.height() > 35;  // FakeModel's have a height of 20.
  }));
  EXPECT_TRUE(is_open());
  viewer = {};
  const Instant left = clock_.now();
  EXPECT_TRUE(within(15s, [&] { return !is_open(); }));
  EXPECT_GE(clock_.now() - left, LargeView::linger - 1s);
  EXPECT_EQ(large->newest(), nullptr);
  EXPECT_EQ(live_.find("yard")->watchers(), 0);
  EXPECT_TRUE(pipeline_->find("yard")->ledger->read().adds_up());
}

TEST_F(PipelineLarge, AStreamThatIsRemovedEndsItsLargeViewAtOnceAndTellsItsViewers) {
  const auto id = add(large_file_);
  ASSERT_TRUE(id);
  const auto large = live_.find("yard", View::large);
  const auto viewer = large->subscribe([] {});
  ASSERT_TRUE(within(10s, [&] { return large->newest() && large->newest()->view == View::large; }));
  const Instant begin = clock_.now();
  EXPECT_TRUE(pipeline_->remove(*id));
  EXPECT_LT(clock_.now() - begin, 1s);
  EXPECT_TRUE(large->closed());
  EXPECT_TRUE(ends());
  EXPECT_TRUE(add("")) << "the place is free again";
  EXPECT_EQ(pipeline_->find("yard")->large, nullptr);
  EXPECT_EQ(live_.find("yard", View::large), live_.find("yard"));
}

TEST_F(PipelineLarge, AStopEndsItToo) {
  ASSERT_TRUE(add(large_file_));
  const auto viewer = live_.find("yard", View::large)->subscribe([] {});
  ASSERT_TRUE(within(10s, [&] { return is_open(); }));
  const Instant begin = clock_.now();
  pipeline_->stop();
  EXPECT_LT(clock_.now() - begin, 1s);
  EXPECT_TRUE(ends());
  const auto another = live_.find("yard", View::large)->subscribe([] {});
  EXPECT_FALSE(is_open());
}

}  // namespace
}  // namespace trigo
