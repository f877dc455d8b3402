#include "engine/recent_pictures.hpp"

#include <gtest/gtest.h>

#include "live/test_picture.hpp"

namespace trigo {
namespace {

using namespace std::chrono_literals;

const Instant start{1h};

/// A wall picture of 320x240 with one person `x` pixels from the left.
LivePicture wall_picture(std::int64_t sequence, Duration arrival, float x) {
  LivePicture picture = *make_picture(
      {.size = {320, 240},
       .boxes = {{{x, 60, x + 40, 180}, 0.9F, 0}},
       .tracks = {{.id = 7, .box = {x, 60, x + 40, 180}, .trail = {{x + 20, 170}}}},
       .sequence = sequence,
       .presence = {.zones = {{.name = "gate", .count = static_cast<int>(sequence)}}}});
  picture.frame.arrival = start + arrival;
  return picture;
}

LivePicture large_picture(Duration arrival, Size size = {640, 480}) {
  LivePicture picture = *make_picture({.size = size});
  picture.view = View::large;
  picture.detected = false;
  picture.frame.arrival = start + arrival;
  return picture;
}

TEST(RecentPictures, TheNearestInArrivalGivesWhatIsKnownAtTheOthersScale) {
  RecentPictures recent;
  for (int i = 0; i < 5; ++i)
    recent.add(wall_picture(i, i * 100ms, static_cast<float>(10 * i)), start + i * 100ms + 50ms);
  auto large = large_picture(240ms, {640, 720});
  ASSERT_TRUE(recent.annotate(large, start + 500ms));
  ASSERT_EQ(large.tracks.size(), 1U);
  EXPECT_EQ(large.tracks[0].id, 7);
  EXPECT_EQ(large.tracks[0].box, (Box{40, 180, 120, 540})) << "of the third: 20, 60, 60, 180";
  EXPECT_EQ(large.tracks[0].trail, (std::vector<Point>{{80, 510}}));
  ASSERT_EQ(large.boxes.size(), 1U);
  EXPECT_EQ(large.boxes[0].box, large.tracks[0].box);
  EXPECT_EQ(large.presence->zones.at(0).count, 2);
  EXPECT_TRUE(large.detected);
  EXPECT_EQ(large.view, View::large);
  EXPECT_EQ(large.frame.picture.size(), (Size{640, 720})) << "its own pixels";
}

TEST(RecentPictures, NothingIsGivenThatIsNotNearEnough) {
  RecentPictures recent;
  auto large = large_picture(0ms);
  EXPECT_FALSE(recent.annotate(large, start));
  recent.add(wall_picture(0, 0ms, 10), start);
  large = large_picture(1s);
  EXPECT_TRUE(recent.annotate(large, start + 1s));
  large = large_picture(1001ms);
  EXPECT_FALSE(recent.annotate(large, start + 1s));
  EXPECT_TRUE(large.tracks.empty());
  large = large_picture(-1001ms);
  EXPECT_FALSE(recent.annotate(large, start + 1s));
}

TEST(RecentPictures, WhatWasPublishedLongAgoIsForgotten) {
  RecentPictures recent;
  recent.add(wall_picture(0, 0ms, 10), start);
  auto large = large_picture(100ms);
  EXPECT_TRUE(recent.annotate(large, start + RecentPictures::kept));
  EXPECT_FALSE(recent.annotate(large, start + RecentPictures::kept + 1ms));
}

TEST(RecentPictures, OneThatIsPublishedAgainTakesItsOwnPlace) {
  RecentPictures recent;
  recent.add(wall_picture(0, 0ms, 10), start);
  recent.add(wall_picture(0, 0ms, 30), start + 100ms);
  auto large = large_picture(0ms);
  ASSERT_TRUE(recent.annotate(large, start + 100ms));
  EXPECT_EQ(large.tracks.at(0).box.left, 60);
}

TEST(RecentPictures, KeepsNoPixelsAndNoMoreThanItsLimit) {
  RecentPictures recent;
  const auto picture = make_picture({});
  for (std::size_t i = 0; i <= RecentPictures::most; ++i) {
    LivePicture one = *picture;
    one.frame.sequence = static_cast<std::int64_t>(i);
    one.frame.arrival = start + i * 1ms;
    one.detected = i == 0;
    recent.add(one, start);
  }
  EXPECT_EQ(picture->frame.picture.shared_image().use_count(), 1);
  auto large = large_picture(0ms);
  ASSERT_TRUE(recent.annotate(large, start));
  EXPECT_FALSE(large.detected) << "the first is gone";
}

}  // namespace
}  // namespace trigo
