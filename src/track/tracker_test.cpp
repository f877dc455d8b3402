#include "track/tracker.hpp"

#include <algorithm>

#include <gtest/gtest.h>

#include "track/test_crowd.hpp"

namespace trigo {
namespace {

constexpr Size picture{1280, 720};

Detection person(float x, float score = 0.8F, float height = 120) {
  return {{x - 20, 400 - height, x + 20, 400}, score, 0};
}

class TrackerTest : public testing::Test {
 protected:
  Tracks look(double time_s, const Detections& detections) {
    return tracker_.update(time_s, picture, detections);
  }

  PersonIds ids_{7};
  Tracker tracker_{0.45F, ids_};
};

TEST_F(TrackerTest, SomebodySeenForAWhileIsConfirmedAndKeepsTheFirstId) {
  const Tracks first = look(0, {person(100)});
  ASSERT_EQ(first.size(), 1);
  EXPECT_EQ(first[0].id, 7);
  EXPECT_FALSE(first[0].confirmed);
  look(0.125, {person(105)});
  const Tracks third = look(0.25, {person(110)});
  ASSERT_EQ(third.size(), 1);
  EXPECT_EQ(third[0].id, 7);
  EXPECT_TRUE(third[0].confirmed && third[0].seen);
  EXPECT_EQ(third[0].since_s, 0);
  EXPECT_EQ(third[0].seen_s, 0.25);
}

TEST_F(TrackerTest, ADoubtfulBoxHasToStayLonger) {
  for (double time_s = 0; time_s < 1; time_s += 0.125)
    EXPECT_FALSE(look(time_s, {person(100, 0.5F)})[0].confirmed) << time_s;
  EXPECT_TRUE(look(1, {person(100, 0.5F)})[0].confirmed);
}

TEST_F(TrackerTest, WeakBoxesStartNothingButCarryOn) {
  EXPECT_TRUE(look(0, {person(100, 0.3F)}).empty());
  look(0.25, {person(100)});
  const Tracks weak = look(0.5, {person(101, 0.2F)});
  ASSERT_EQ(weak.size(), 1);
  EXPECT_TRUE(weak[0].seen);
  EXPECT_FLOAT_EQ(weak[0].score, 0.2F);
}

TEST_F(TrackerTest, SomebodyUnseenIsPredictedForASecondAndFoundAgainLater) {
  double time_s = 0;
  for (; time_s < 2; time_s += 0.25) look(time_s, {person(100 + 80 * static_cast<float>(time_s))});
  const Tracks gone = look(2.5, {});
  ASSERT_EQ(gone.size(), 1);
  EXPECT_FALSE(gone[0].seen);
  EXPECT_GT(gone[0].box.left, 260) << "it walks on";
  EXPECT_TRUE(look(3, {}).empty());
  const Tracks back = look(3.5, {person(370)});
  ASSERT_EQ(back.size(), 1);
  EXPECT_EQ(back[0].id, 7);
}

TEST_F(TrackerTest, SomebodyUnseenForLongIsForgotten) {
  for (double time_s = 0; time_s < 1; time_s += 0.25) look(time_s, {person(100)});
  look(5.5, {});
  EXPECT_EQ(look(5.75, {person(100)})[0].id, 8);
}

TEST_F(TrackerTest, AFlickerIsForgottenAtOnce) {
  look(0, {person(100)});
  EXPECT_TRUE(look(0.25, {}).empty());
  EXPECT_TRUE(look(0.5, {}).empty());
  EXPECT_EQ(look(0.625, {person(100)})[0].id, 8);
}

TEST_F(TrackerTest, PicturesBetweenLooksShowWhereEverybodyWillBe) {
  for (double time_s = 0; time_s <= 2; time_s += 0.25)
    look(time_s, {person(100 + 80 * static_cast<float>(time_s))});
  const Tracks between = tracker_.predict(2.125);
  ASSERT_EQ(between.size(), 1);
  EXPECT_FALSE(between[0].seen);
  EXPECT_NEAR(between[0].box.left, 100 + 80 * 2.125 - 20, 3);
  EXPECT_TRUE(tracker_.predict(2).at(0).seen) << "that picture was looked at";
  EXPECT_TRUE(tracker_.predict(3.5).empty());
}

TEST_F(TrackerTest, TheTrailIsWhereTheFeetWereInTheLastTwoSeconds) {
  Tracks tracks;
  for (int i = 0; i <= 40; ++i) tracks = look(i * 0.125, {person(100 + 5 * static_cast<float>(i))});
  const auto& trail = tracks.at(0).trail;
  ASSERT_GE(trail.size(), 15);
  ASSERT_LE(trail.size(), 17);
  EXPECT_NEAR(trail.front().x, 300 - 16 * 5, 6);
  EXPECT_NEAR(trail.back().x, 300, 6);
  EXPECT_NEAR(trail.back().y, 400, 2);
}

TEST_F(TrackerTest, WhatNeverMovedIsStillAndWhoSatDownIsNot) {
  Tracks tracks;
  for (double time_s = 0; time_s <= 12; time_s += 0.25) {
    const auto walked = 60 * static_cast<float>(std::min(time_s, 1.0));
    tracks = look(time_s, {person(100), person(600 + walked, 0.7F)});
    EXPECT_EQ(tracks.at(0).still, time_s >= 10) << time_s;
    EXPECT_FALSE(tracks.at(1).still) << time_s;
  }
  look(12.25, {person(130)});
  EXPECT_FALSE(look(12.5, {person(160)}).at(0).still);
}

TEST_F(TrackerTest, ASecondBoxOnOneBodyIsNoSecondBody) {
  look(0, {person(100)});
  EXPECT_EQ(look(0.25, {person(100), person(108, 0.7F)}).size(), 1);
}

TEST_F(TrackerTest, WhenTheLightGoesOutEverybodyIsWhoTheyWere) {
  for (const float height : {60.0F, 120.0F, 360.0F, 700.0F})
    for (const double period_s : {0.125, 0.5}) {
      Tracker tracker(0.45F, ids_);
      std::mt19937 chance(1);
      std::int64_t id = 0;
      for (int i = 0; i < 16; ++i) {
        const float x = 300 + height / 4 * static_cast<float>(i * period_s);
        const std::array look{std::optional(clothes_of(i < 8 ? 1 : 2, chance))};
        const Tracks tracks =
            tracker.update(i * period_s, picture, std::array{person(x, 0.8F, height)}, look);
        ASSERT_EQ(tracks.size(), 1) << height << " high, every " << period_s << " s, look " << i;
        if (i == 0) id = tracks[0].id;
        EXPECT_EQ(tracks[0].id, id);
      }
    }
}

TEST_F(TrackerTest, ClassesDoNotMix) {
  Detection bicycle = person(100);
  bicycle.class_id = 1;
  look(0, {person(100)});
  const Tracks tracks = look(0.25, {bicycle});
  ASSERT_EQ(tracks.size(), 1);
  EXPECT_EQ(tracks[0].class_id, 1);
  EXPECT_EQ(tracks[0].id, 8);
}

TEST_F(TrackerTest, BoxesThatCannotBeAreIgnored) {
  const float nan = std::nanf("");
  const float infinite = std::numeric_limits<float>::infinity();
  const Detections bad{{{nan, 0, 10, 20}, 0.9F, 0},
                       {{0, 0, infinite, 20}, 0.9F, 0},
                       {{10, 10, 10, 10}, 0.9F, 0},
                       {{20, 20, 10, 10}, 0.9F, 0}};
  EXPECT_TRUE(look(0, bad).empty());
  EXPECT_EQ(look(0.25, {person(100)}).size(), 1);
}

TEST_F(TrackerTest, SoManyBoxesAreTakenAndNoMore) {
  Detections many;
  for (int i = 0; i < 600; ++i) {
    const auto x = static_cast<float>(i % 40) * 32;
    const auto y = static_cast<float>(i) / 40 * 40;
    many.push_back({{x, y, x + 10, y + 30}, 0.5F + static_cast<float>(i) / 2000, 0});
  }
  EXPECT_EQ(look(0, many).size(), Tracker::max_boxes);
}

TEST_F(TrackerTest, TheSameTimeTwiceIsNoLookTooMany) {
  look(0, {person(100)});
  EXPECT_EQ(look(0, {person(102)}).at(0).id, 7);
}

TEST_F(TrackerTest, AnHourWithoutALookIsAnHour) {
  for (double time_s = 0; time_s < 1; time_s += 0.25) look(time_s, {person(100)});
  EXPECT_EQ(look(3600, {person(100)}).at(0).id, 8);
}

TEST(PersonIds, OfALaterStartAreGreaterThanAllThatCameBefore) {
  const auto noon =
      std::chrono::sys_days(std::chrono::year(2026) / 11 / 27) + std::chrono::hours(12);
  PersonIds earlier(PersonIds::first_at(noon));
  std::int64_t last = 0;
  for (int i = 0; i < PersonIds::per_second; ++i) last = earlier.next();
  EXPECT_GT(PersonIds::first_at(noon + std::chrono::seconds(1)), last);
  // No clock of this library reaches the year in which they do not fit JavaScript's numbers.
  EXPECT_LT(PersonIds::first_at(std::chrono::system_clock::time_point::max()),
            std::int64_t{1} << 53);
  EXPECT_GE(PersonIds::first_at({}), 1) << "a machine without a clock";
}

/// What a crowd is told at each look: ids and boxes.
Scene busy_scene() {
  Scene scene{.rate = 4, .length_s = 12, .missed = 0.15, .false_boxes = 0.5, .seed = 5};
  for (int i = 0; i < 6; ++i) {
    const auto place = static_cast<float>(i);
    scene.walkers.push_back(
        walking({100 + 200 * place, 300 + 30 * place}, {i % 2 == 0 ? 90.0F : -90.0F, 0}, i));
  }
  return scene;
}

std::vector<std::vector<std::int64_t>> ids_by_look(const Outcome& outcome) {
  std::vector<std::vector<std::int64_t>> ids;
  for (const Tracks& tracks : outcome.tracks) {
    auto& look = ids.emplace_back();
    for (const Track& track : tracks) look.push_back(track.id);
  }
  return ids;
}

TEST(TrackerInvariance, AnotherBeginOfTimeChangesNothing) {
  Scene scene = busy_scene();
  const Outcome here = play(scene);
  scene.starts_s = 4096;  // A power of two: no rounding.
  const Outcome there = play(scene);
  EXPECT_EQ(ids_by_look(there), ids_by_look(here));
  EXPECT_EQ(there.tracks.back().back().box, here.tracks.back().back().box);
}

TEST(TrackerInvariance, ALargerPictureOfTheSameChangesNothing) {
  Scene scene = busy_scene();
  const Outcome small = play(scene);
  scene.scale = 2;
  const Outcome large = play(scene);
  EXPECT_EQ(ids_by_look(large), ids_by_look(small));
}

TEST(TrackerInvariance, TheOrderOfDetectionsChangesNothing) {
  Scene scene = busy_scene();
  const Outcome sorted = play(scene);
  scene.shuffle = 3;
  const Outcome shuffled = play(scene);
  EXPECT_EQ(shuffled.tracks, sorted.tracks);
}

TEST(TrackerInvariance, OneMorePictureThatIsNotLookedAtChangesNothing) {
  PersonIds ids;
  PersonIds other_ids;
  Tracker asked(0.45F, ids);
  Tracker left(0.45F, other_ids);
  for (int i = 0; i < 20; ++i) {
    const Detections detections{person(100 + 10 * static_cast<float>(i))};
    EXPECT_EQ(asked.update(i * 0.25, picture, detections),
              left.update(i * 0.25, picture, detections));
    static_cast<void>(asked.predict(i * 0.25 + 0.1));
  }
}

}  // namespace
}  // namespace trigo
