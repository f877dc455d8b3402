#include "engine/analysis.hpp"

#include <algorithm>

#include <gtest/gtest.h>

namespace trigo {
namespace {

using namespace std::chrono_literals;

constexpr StreamId gate{0, 1};

class AnalysisTest : public testing::Test {
 protected:
  AnalysisTest() {
    status_->set_state(StreamState::running);
    analysis_->add(gate, status_, live_);
  }

  Frame frame(std::int64_t sequence, std::int64_t epoch = 1) const {
    return {.stream = gate,
            .epoch = epoch,
            .sequence = sequence,
            .media_time_s = static_cast<double>(sequence) * 0.1,
            .arrival = clock_.now(),
            .picture = picture_};
  }

  void finish() { analysis_->close(); }

  std::int64_t shown() const { return live_->newest() ? live_->newest()->frame.sequence : -1; }

  /// Grey.
  static Picture make_picture() {
    FrameHandle image(av_frame_alloc());
    image->format = AV_PIX_FMT_YUV420P;
    image->width = image->height = 64;
    if (av_frame_get_buffer(image.get(), 0) < 0) std::abort();
    for (int plane = 0; plane < 3; ++plane)
      std::fill_n(image->data[plane], (plane == 0 ? 64 : 32) * image->linesize[plane], 128);
    return {std::shared_ptr<const AVFrame>(std::move(image)),
            {.crop = {64, 64}, .picture = {64, 64}}};
  }

  const Picture picture_ = make_picture();
  const Detections person_{{{0, 0, 10, 20}, 0.9F, 0}, {{0, 0, 5, 5}, 0.2F, 0}};
  SteadyClock clock_;
  std::shared_ptr<StreamStatus> status_ =
      std::make_shared<StreamStatus>("gate", "", "gate.mp4", clock_);
  std::shared_ptr<LiveStream> live_ = LiveStream::create("gate");
  std::vector<std::int64_t> looks_;
  std::vector<Tracks> tracks_;  // Of each look.
  std::vector<LivePicture> pictures_;
  std::unique_ptr<Analysis> analysis_ = std::make_unique<Analysis>(
      clock_,
      AnalysisSettings{
          .confidence = 0.5F,
          .on_picture = [this](const LivePicture& picture) { pictures_.push_back(picture); }},
      [this](const Look& look) {
        looks_.push_back(look.frame.sequence);
        tracks_.push_back(look.tracks);
      });
};

TEST_F(AnalysisTest, ResultsThatComeInAnyOrderAreHandedOnInTheOrderOfTheStream) {
  for (int i = 0; i < 3; ++i) analysis_->announce(frame(i), false, true);
  analysis_->decide(frame(2), person_);
  analysis_->decide(frame(0), person_);
  analysis_->decide(frame(1), std::nullopt);
  finish();
  EXPECT_EQ(looks_, (std::vector<std::int64_t>{0, 1, 2}));
}

TEST_F(AnalysisTest, ALivePictureIsPublishedWithItsOwnBoxesFromTheThresholdUp) {
  analysis_->announce(frame(0), true, true);
  analysis_->decide(frame(0), person_);
  finish();
  ASSERT_TRUE(live_->newest());
  EXPECT_TRUE(live_->newest()->detected);
  EXPECT_EQ(live_->newest()->boxes.size(), 1);
}

TEST_F(AnalysisTest, WhoIsSeenLongEnoughIsAPersonWithTheSameIdInEveryPicture) {
  for (int i = 0; i < 4; ++i) {
    analysis_->announce(frame(i), true, true);
    analysis_->decide(frame(i), person_);
  }
  finish();
  ASSERT_EQ(tracks_.size(), 4);
  for (const Tracks& tracks : tracks_) {
    ASSERT_EQ(tracks.size(), 1);
    EXPECT_EQ(tracks[0].id, 1);
  }
  EXPECT_FALSE(tracks_[0][0].confirmed);
  EXPECT_TRUE(tracks_[3][0].confirmed);
  EXPECT_EQ(live_->newest()->tracks, tracks_[3]);
  EXPECT_EQ(status_->people(), 1);
  EXPECT_EQ(status_->tracks()->sequence, 3);
}

TEST_F(AnalysisTest, AnUndetectedPictureCarriesPredictedTracksOnlyAndForAWhile) {
  analysis_->announce(frame(0), true, true);
  analysis_->decide(frame(0), person_);
  analysis_->announce(frame(4), true, false);
  finish();
  EXPECT_EQ(shown(), 4);
  EXPECT_FALSE(live_->newest()->detected);
  EXPECT_TRUE(live_->newest()->boxes.empty());
  ASSERT_EQ(live_->newest()->tracks.size(), 1);
  EXPECT_FALSE(live_->newest()->tracks[0].seen);
}

TEST_F(AnalysisTest, OldTracksAreNotShownOnANewPicture) {
  analysis_->announce(frame(0), true, true);
  analysis_->decide(frame(0), person_);
  analysis_->announce(frame(40), true, false);
  finish();
  EXPECT_EQ(shown(), 40);
  EXPECT_TRUE(live_->newest()->tracks.empty());
}

TEST_F(AnalysisTest, TracksEndWithTheirEpochAndIdsGoOn) {
  analysis_->announce(frame(8), true, true);
  analysis_->decide(frame(8), person_);
  analysis_->announce(frame(0, 2), true, false);
  analysis_->announce(frame(1, 2), true, true);
  analysis_->decide(frame(1, 2), person_);
  finish();
  ASSERT_EQ(tracks_.size(), 2);
  EXPECT_EQ(tracks_[0][0].id, 1);
  EXPECT_EQ(tracks_[1][0].id, 2);
  EXPECT_TRUE(pictures_[1].tracks.empty()) << "the first of a new epoch";
}

TEST_F(AnalysisTest, WhoIsThereIsNotKnownOnceTheStreamStops) {
  analysis_->announce(frame(0), true, true);
  analysis_->decide(frame(0), person_);
  finish();
  EXPECT_EQ(status_->people(), 0);
  status_->set_state(StreamState::waiting, "gone");
  EXPECT_EQ(status_->people(), std::nullopt);
}

TEST_F(AnalysisTest, APictureWhoseFateIsOpenIsShownAnywayAfterAWhile) {
  Frame waiting = frame(0);
  waiting.arrival -= *AnalysisSettings{}.live_patience;
  analysis_->announce(waiting, true, true);
  analysis_->announce(frame(1), false, true);  // Not wanted live: it must not be shown.
  finish();
  EXPECT_EQ(shown(), 0);
  EXPECT_FALSE(live_->newest()->detected);
}

TEST_F(AnalysisTest, PicturesDoNotPileUpBehindALaneThatHangs) {
  analysis_->announce(frame(0), true, true);
  std::vector<std::weak_ptr<const AVFrame>> images;
  for (int i = 1; i <= 50; ++i) {
    std::shared_ptr<AVFrame> image(av_frame_alloc(), Free<av_frame_free>{});
    images.emplace_back(image);
    Frame next = frame(i);
    next.arrival -= *AnalysisSettings{}.live_patience;
    image->format = AV_PIX_FMT_YUV420P;
    image->width = image->height = 16;
    next.picture = Picture(std::move(image), {.crop = {16, 16}, .picture = {16, 16}});
    analysis_->announce(std::move(next), true, false);
  }
  finish();
  EXPECT_EQ(shown(), 50);
  pictures_.clear();
  const auto held = std::count_if(images.begin(), images.end(),
                                  [](const auto& image) { return !image.expired(); });
  EXPECT_EQ(held, 1) << "the newest published one";
}

TEST_F(AnalysisTest, LateResultsOfARemovedStreamAreForgotten) {
  analysis_->announce(frame(0), true, true);
  analysis_->remove(gate);
  analysis_->decide(frame(0), person_);
  finish();
  EXPECT_TRUE(looks_.empty());
}

}  // namespace
}  // namespace trigo
