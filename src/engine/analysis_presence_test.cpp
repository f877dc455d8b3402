#include <gtest/gtest.h>

#include "engine/analysis.hpp"
#include "live/test_picture.hpp"

namespace trigo {
namespace {

using namespace std::chrono_literals;

constexpr StreamId yard{0, 1};

/// Somebody stands in the left half of a picture of 100 x 100 pixels, something in its right.
class AnalysisPresenceTest : public testing::Test {
 protected:
  static ScenePlan scene() {
    const Polygon left{{0, 0}, {0.5F, 0}, {0.5F, 1}, {0, 1}};
    const Polygon right{{0.5F, 0}, {1, 0}, {1, 1}, {0.5F, 1}};
    return {.zones = {{.name = "left", .polygon = left}, {.name = "right", .polygon = right}},
            .lines = {},
            .masks = {{.name = "sign", .polygon = right}}};
  }

  /// Ten looks a second, `age` ago; both pictures and looks.
  void look_for(int looks, Duration age = {}) {
    for (int i = 0; i < looks; ++i) {
      Frame frame = make_picture({.size = {100, 100}})->frame;
      frame.stream = yard;
      frame.epoch = 1;
      frame.sequence = i;
      frame.media_time_s = i * 0.1;
      frame.arrival = clock_.now() - age;
      analysis_.announce(frame, true, true);
      analysis_.decide(frame, Detections{{{10, 20, 30, 80}, 0.9F, 0}, {{70, 20, 90, 80}, 0.9F, 0}});
    }
    analysis_.close();
  }

  SteadyClock clock_;
  std::shared_ptr<StreamStatus> status_ =
      std::make_shared<StreamStatus>("yard", "", "yard.mp4", clock_, scene());
  std::shared_ptr<LiveStream> live_ = LiveStream::create("yard");
  std::vector<Look> looks_;
  Analysis analysis_{clock_, {}, [this](const Look& look) { looks_.push_back(look); }};
};

TEST_F(AnalysisPresenceTest, ZonesAreKnownAsSoonAsTheStreamIsThere) {
  analysis_.add(yard, status_, live_);
  ASSERT_EQ(status_->presence()->zones.size(), 2);
  EXPECT_EQ(status_->presence()->zones[0].state, PresenceState::unknown);
  EXPECT_FALSE(status_->presence()->evidence);
}

TEST_F(AnalysisPresenceTest, WhoIsSeenIsInTheZoneAndWhatIsMaskedIsNobody) {
  status_->set_state(StreamState::running);
  analysis_.add(yard, status_, live_);
  look_for(15);
  const auto reading = status_->presence();
  EXPECT_EQ(reading->zones[0].state, PresenceState::occupied);
  EXPECT_EQ(reading->zones[0].count, 1);
  EXPECT_GT(reading->zones[0].stays.at(0).since.utc_us, 0);
  EXPECT_EQ(reading->zones[1].state, PresenceState::vacant);
  EXPECT_TRUE(reading->evidence);
  ASSERT_EQ(looks_.size(), 15);
  EXPECT_EQ(looks_[14].detections->size(), 1);
  EXPECT_EQ(looks_[14].tracks.size(), 1);
  const auto shown = live_->newest();
  EXPECT_EQ(*shown->presence, *reading) << "each picture carries what it showed";
  EXPECT_EQ(shown->scene->zones.size(), 2);
}

TEST_F(AnalysisPresenceTest, OldEvidenceSaysNothingHoweverLateItComes) {
  status_->set_state(StreamState::running);
  analysis_.add(yard, status_, live_);
  look_for(15, 3s);
  const auto reading = status_->presence();
  EXPECT_EQ(reading->zones[0].state, PresenceState::unknown);
  EXPECT_TRUE(reading->zones[0].stays.empty());
  EXPECT_EQ(reading->zones[0].counts.seen + reading->zones[0].counts.unobserved, 0);
  EXPECT_EQ(live_->newest()->presence->zones[0].state, PresenceState::unknown)
      << "the last picture is shown again with it";
}

}  // namespace
}  // namespace trigo
