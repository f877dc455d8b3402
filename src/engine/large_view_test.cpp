#include "engine/large_view.hpp"

#include <fstream>
#include <iterator>
#include <thread>

#include <gtest/gtest.h>

#include "engine/test_within.hpp"
#include "live/test_picture.hpp"
#include "media/test_clip.hpp"
#include "source/test_server.hpp"

namespace trigo {
namespace {

using namespace std::chrono_literals;

class LargeViewTest : public testing::Test {
 protected:
  std::shared_ptr<LargeView> view(const std::string& url) {
    return LargeView::create({0, 1}, url, input_, wall_, clock_);
  }

  std::string clip(const TestClip& settings, const std::string& name = "large.avi") const {
    write_clip(folder_ / name, settings);
    return (folder_ / name).string();
  }

  /// What a camera sends: a second of 640x480.
  std::string clip_bytes() const {
    std::ifstream in(clip({.size = {640, 480}}, "large.ts"), std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }

  /// What the detector's stream shows now: one person, at a quarter of its width.
  void show_on_wall(Size size = {320, 240}) {
    const auto x = static_cast<float>(size.width) / 4;
    auto picture = std::make_shared<LivePicture>(
        *make_picture({.size = size,
                       .tracks = {{.id = 7, .box = {x, 30, x + 40, 90}, .confirmed = true}},
                       .sequence = shown_++}));
    picture->frame.arrival = clock_.now();
    wall_->publish(std::move(picture));
  }

  static bool shows(const LargeView& view, View what) {
    const auto newest = view.live()->newest();
    return newest && newest->view == what;
  }

  static bool is_closed(const LargeView& view) {
    return view.reading().state == LargeViewState::idle && !view.live()->newest();
  }

  const InputSettings input_;
  ManualClock clock_;
  TestFolder folder_;
  std::shared_ptr<LiveStream> wall_ = LiveStream::create("yard");
  std::int64_t shown_ = 0;
};

TEST_F(LargeViewTest, IsOpenedByTheFirstWhoLooksAndClosesAfterTheLastHasLeft) {
  const auto large = view(clip({.size = {640, 480}}));
  EXPECT_EQ(large->reading().state, LargeViewState::idle);
  EXPECT_EQ(wall_->watchers(), 0);
  auto viewer = large->live()->subscribe([] {});
  ASSERT_TRUE(within(10s, [&] { return shows(*large, View::large); })) << large->reading().reason;
  EXPECT_EQ(large->reading().state, LargeViewState::running);
  EXPECT_EQ(large->reading().picture, (Size{640, 480}));
  // It stays for as long as the clock runs and somebody looks; a file begins anew.
  ASSERT_TRUE(within(10s, [&] { return large->live()->newest()->frame.epoch >= 10; }));
  viewer = {};
  const Instant left = clock_.now();
  ASSERT_TRUE(within(10s, [&] { return is_closed(*large); }));
  EXPECT_GE(clock_.now() - left, LargeView::linger - 1s);
  EXPECT_EQ(wall_->watchers(), 0);
  EXPECT_EQ(large->reading().failures, 0);
  // And again.
  viewer = large->live()->subscribe([] {});
  EXPECT_TRUE(within(10s, [&] { return shows(*large, View::large); }));
}

TEST_F(LargeViewTest, AGlanceKeepsItOpenForAMoment) {
  const auto large = view(clip({}));
  const Instant begin = clock_.now();
  {
    const auto glance = large->live()->subscribe([] {});
  }
  ASSERT_TRUE(within(10s, [&] { return large->reading().picture.width > 0 && is_closed(*large); }));
  EXPECT_GE(clock_.now() - begin, LargeView::linger);
  EXPECT_LT(clock_.now() - begin, 2 * LargeView::linger);
}

TEST_F(LargeViewTest, ItsPicturesCarryTheTracksOfTheWallAtTheirScale) {
  const auto large = view(clip({.size = {640, 480}}));
  const auto viewer = large->live()->subscribe([] {});
  std::shared_ptr<const LivePicture> seen;
  ASSERT_TRUE(within(10s, [&] {
    show_on_wall();
    seen = large->live()->newest();
    return seen && seen->view == View::large && !seen->tracks.empty();
  }));
  EXPECT_EQ(seen->tracks[0].id, 7);
  EXPECT_EQ(seen->tracks[0].box, (Box{160, 60, 240, 180}));
  EXPECT_EQ(seen->frame.picture.size(), (Size{640, 480}));
}

TEST_F(LargeViewTest, AnotherShapeIsRefusedAndTheWallIsShownInstead) {
  show_on_wall({320, 240});
  const auto large = view(clip({.size = {640, 360}}));
  std::atomic<bool> large_shown = false;
  const auto viewer =
      large->live()->subscribe([&] { large_shown = large_shown || shows(*large, View::large); });
  const Instant begin = clock_.now();
  ASSERT_TRUE(within(10s, [&] { return large->reading().failures > 3; }));
  EXPECT_GE(clock_.now() - begin, 3 * input_.max_pause);
  EXPECT_EQ(large->reading().reason,
            "live_url: its pictures are 640x360 (16:9), those of url 320x240 (4:3); give a stream "
            "of the same shape");
  EXPECT_FALSE(large_shown);
  EXPECT_TRUE(shows(*large, View::wall));
  show_on_wall();
  EXPECT_EQ(large->live()->newest(), wall_->newest()) << "and goes on";
}

TEST_F(LargeViewTest, AShapeThatIsRoundedOtherwiseIsTheSame) {
  show_on_wall({704, 396});
  const auto large = view(clip({.size = {640, 364}}));
  const auto viewer = large->live()->subscribe([] {});
  EXPECT_TRUE(within(10s, [&] { return shows(*large, View::large); })) << large->reading().reason;
}

TEST_F(LargeViewTest, AMistakeIsAnErrorWithItsReasonAndIsTriedRarely) {
  const auto large = view((folder_ / "missing.mp4").string());
  const Instant begin = clock_.now();
  auto viewer = large->live()->subscribe([] {});
  ASSERT_TRUE(within(10s, [&] { return large->reading().failures > 2; }));
  EXPECT_GE(clock_.now() - begin, 2 * input_.max_pause);
  EXPECT_NE(large->reading().reason.find("missing.mp4: no such file"), std::string::npos);
  viewer = {};
  EXPECT_TRUE(within(10s, [&] { return is_closed(*large); }));
  EXPECT_NE(large->reading().reason, "") << "it still says why";
}

TEST_F(LargeViewTest, ACameraThatIsAwayIsTriedAgainWithGrowingPausesAndNoPasswordIsShown) {
  const auto large = view("rtsp://viewer:hush@127.0.0.1:1/stream1");
  EXPECT_EQ(large->shown_url(), "rtsp://viewer:***@127.0.0.1:1/stream1");
  const Instant begin = clock_.now();
  const auto viewer = large->live()->subscribe([] {});
  ASSERT_TRUE(within(20s, [&] { return large->reading().failures > 4; }));
  EXPECT_GE(clock_.now() - begin, 500ms + 1s + 2s + 4s);
  const std::string reason = large->reading().reason;
  EXPECT_NE(reason.find("connection refused"), std::string::npos) << reason;
  EXPECT_EQ(reason.find("hush"), std::string::npos) << reason;
}

TEST_F(LargeViewTest, WhenItsCameraEndsTheWallIsShownAtOnce) {
  show_on_wall();
  const std::string whole = http_answer("200 OK", "video/mp2t", clip_bytes());
  const TestServer camera(TestServer::Answers{{"/cut.ts", whole.substr(0, whole.size() - 1000)}});
  const auto large = view(camera.url("http", "/cut.ts"));
  std::atomic<bool> large_shown = false;
  std::atomic<bool> wall_shown_again = false;
  const auto viewer = large->live()->subscribe([&] {
    if (shows(*large, View::large)) large_shown = true;
    if (large_shown && shows(*large, View::wall)) wall_shown_again = true;
  });
  EXPECT_TRUE(within(10s, [&] { return wall_shown_again.load(); })) << large->reading().reason;
}

TEST_F(LargeViewTest, WhileItsCameraIsSilentTheWallIsShown) {
  const TestServer camera(TestServer::Answers{
      {"/open", "HTTP/1.0 200 OK\r\nContent-Type: video/mp2t\r\n\r\n" + clip_bytes()}});
  const auto large = view(camera.url("http", "/open"));
  auto viewer = large->live()->subscribe([] {});
  ASSERT_TRUE(within(10s, [&] { return shows(*large, View::large); })) << large->reading().reason;
  show_on_wall();
  EXPECT_FALSE(shows(*large, View::wall)) << "while it gives pictures";
  // By then the camera has sent all that it ever will.
  ASSERT_TRUE(within(10s, [&] { return large->live()->newest()->frame.sequence >= 20; }));
  clock_.advance(LargeView::patience);
  ASSERT_TRUE(within(10s, [&] {
    show_on_wall();
    return shows(*large, View::wall);
  }));
  // Nobody waits for the camera to say something before its connection is closed.
  viewer = {};
  clock_.advance(LargeView::linger);
  EXPECT_TRUE(within(2s, [&] { return is_closed(*large); }));
  EXPECT_EQ(large->reading().failures, 0);
}

TEST_F(LargeViewTest, ACameraThatStaysSilentIsOpenedAnew) {
  const TestServer camera(TestServer::Answers{
      {"/open", "HTTP/1.0 200 OK\r\nContent-Type: video/mp2t\r\n\r\n" + clip_bytes()}});
  const auto large = view(camera.url("http", "/open"));
  const auto viewer = large->live()->subscribe([] {});
  ASSERT_TRUE(within(10s, [&] {
    const auto newest = large->live()->newest();
    return newest && newest->frame.sequence >= 20;
  }));
  EXPECT_TRUE(within(10s, [&] {
    // Not all at once: a picture that is still to be read would count as a sign of life after it.
    if (large->reading().failures == 0) clock_.advance(1s);
    const auto newest = large->live()->newest();
    return newest && newest->view == View::large && newest->frame.epoch > 1;
  }));
  EXPECT_EQ(large->reading().failures, 1);
}

TEST_F(LargeViewTest, EndsPromptlyWhateverItWaitsFor) {
  const TestServer silent({});
  const auto large = view(silent.url("rtsp", "/silent"));
  const auto viewer = large->live()->subscribe([] {});
  ASSERT_EQ(large->reading().state, LargeViewState::connecting);
  const Instant begin = std::chrono::steady_clock::now();
  large->close();
  EXPECT_LT(std::chrono::steady_clock::now() - begin, 1s);
  EXPECT_EQ(large->reading().state, LargeViewState::idle);
  const auto another = large->live()->subscribe([] {});
  EXPECT_EQ(large->reading().state, LargeViewState::idle) << "it is not opened any more";
}

TEST_F(LargeViewTest, ManyMayComeAndGoAtOnce) {
  const auto large = view(clip({.pictures = 5}));
  {
    std::vector<std::jthread> viewers;
    for (int i = 0; i < 3; ++i)
      viewers.emplace_back([&] {
        for (int n = 0; n < 50; ++n) {
          const auto subscription = large->live()->subscribe([] {});
          clock_.advance(LargeView::linger);  // So that it closes again and again.
        }
      });
    for (int i = 0; i < 100; ++i) show_on_wall({64, 48});
  }
  EXPECT_TRUE(within(10s, [&] {
    clock_.advance(1s);
    return is_closed(*large);
  }));
}

}  // namespace
}  // namespace trigo
