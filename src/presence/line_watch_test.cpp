#include "presence/line_watch.hpp"

#include <gtest/gtest.h>

#include "presence/test_scene.hpp"

namespace trigo {
namespace {

using Told = std::vector<std::string>;

/// Down the middle of the picture, its upper half.
CrossingLine door() {
  return {.name = "door", .from = {0.5F, 0}, .to = {0.5F, 0.5F}, .filter = {}};
}

class LineWatchTest : public testing::Test {
 protected:
  /// Five looks a second, straight from one look's place to the next.
  void walk(const std::vector<Point>& places, bool confirmed = true) {
    for (const Point& place : places) scene_.look(s_ += 0.2, {{7, place.x, place.y, confirmed}});
  }

  double s_ = 0;
  TestScene scene_{ScenePlan{.zones = {}, .lines = {door()}, .masks = {}}};
};

// Walked downwards, the line's right is the left of the picture.
TEST_F(LineWatchTest, ACrossingHasADirection) {
  walk({{20, 20}, {80, 20}});
  EXPECT_EQ(scene_.take(), (Told{"door crossed #7 right_to_left @0.4"}));
  walk({{20, 25}});
  EXPECT_EQ(scene_.take(), (Told{"door crossed #7 left_to_right @0.6"}));
  const LineReading line = scene_.engine.reading().lines.at(0);
  EXPECT_EQ(line.left_to_right, 1);
  EXPECT_EQ(line.right_to_left, 1);
}

TEST_F(LineWatchTest, WhoPassesBesideItDoesNotCrossIt) {
  walk({{20, 80}, {80, 80}});                      // Where the line would go on.
  walk({{80, 20}, {80, 80}, {20, 80}, {20, 20}});  // Round its end.
  EXPECT_EQ(scene_.take(), Told{});
}

TEST_F(LineWatchTest, RoundItsEndAndBackOverItIsOneCrossing) {
  walk({{20, 20}, {20, 80}, {80, 80}, {80, 20}});
  EXPECT_EQ(scene_.take(), Told{});
  walk({{20, 20}});
  EXPECT_EQ(scene_.take(), (Told{"door crossed #7 left_to_right @1.0"}));
}

TEST_F(LineWatchTest, JitterOnTheLineIsNoCrossingAndGoingOnIsOne) {
  walk({{40, 20}});
  for (int i = 0; i < 50; ++i) walk({{i % 2 == 0 ? 50.5F : 49.5F, 20}});
  EXPECT_EQ(scene_.take(), Told{});
  walk({{50.5F, 20}});
  walk({{60, 20}});
  ASSERT_EQ(scene_.told.size(), 1);
  EXPECT_EQ(scene_.take()[0].substr(0, 29), "door crossed #7 right_to_left");
  walk({{50.5F, 20}, {49.5F, 20}, {60, 20}});
  EXPECT_EQ(scene_.take(), Told{}) << "came back to where they were";
}

TEST_F(LineWatchTest, WhoIsConfirmedLaterCrossedAllTheSame) {
  walk({{20, 20}, {60, 20}, {80, 20}}, false);
  EXPECT_EQ(scene_.take(), Told{});
  walk({{90, 20}});
  EXPECT_EQ(scene_.take(), (Told{"door crossed #7 right_to_left @0.4"}));
}

TEST_F(LineWatchTest, AcrossALossNobodyCrosses) {
  walk({{20, 20}, {30, 20}});
  scene_.advance(5);
  s_ = 10;
  walk({{80, 20}, {90, 20}});
  EXPECT_EQ(scene_.take(), Told{});
}

TEST_F(LineWatchTest, ThroughAnEndOfTheLineExactlyIsCountedOnceAtMost) {
  walk({{20, 50}, {50, 50}, {80, 50}});
  EXPECT_LE(scene_.take().size(), 1U);
}

}  // namespace
}  // namespace trigo
