#include <gtest/gtest.h>

#include "track/test_crowd.hpp"

namespace trigo {
namespace {

/// Every scene is played at each rate that this program runs at, in so many ways of chance. What is
/// bounded is the sum over all of them of how often a walker got another id than before.
constexpr unsigned tries = 20;

struct Rate {
  double hz;
  std::size_t place;  // In a list of bounds.
};

class Crowd : public testing::TestWithParam<Rate> {
 protected:
  static int switches(Scene scene) {
    scene.rate = GetParam().hz;
    int sum = 0;
    for (scene.seed = 1; scene.seed <= tries; ++scene.seed) sum += play(scene).switches;
    return sum;
  }

  /// The bound at this rate, of those at 2, 4 and 8 looks a second.
  static int bound(std::array<int, 3> at) { return at[GetParam().place]; }
};

INSTANTIATE_TEST_SUITE_P(At, Crowd, testing::Values(Rate{2, 0}, Rate{4, 1}, Rate{8, 2}),
                         [](const auto& rate) {
                           return std::to_string(static_cast<int>(rate.param.hz)) + "Hz";
                         });

Scene without_appearance(Scene scene) {
  scene.appearance = false;
  return scene;
}

/// Two that walk towards each other; for a while the nearer one hides the other.
Scene crossing() {
  return {.walkers = {walking({200, 400}, {100, 0}, 1), walking({1080, 420}, {-100, 0}, 2)},
          .length_s = 8};
}

TEST_P(Crowd, TwoWhoCrossKeepTheirIds) {
  EXPECT_EQ(switches(crossing()), 0);
  EXPECT_EQ(switches(without_appearance(crossing())), 0);
}

TEST_P(Crowd, TwoWhoCrossInTheSameClothesKeepTheirIds) {
  Scene scene = crossing();
  scene.walkers[1].clothes = scene.walkers[0].clothes;
  EXPECT_EQ(switches(scene), 0);
}

/// Walks `length` pixels to the right of (`from`, `y`), or to the left if negative, from 0 to
/// `arrives_s`, stands until `leaves_s`, and goes on at the same speed: further, or back.
Walker pausing(Point from, float length, double arrives_s, double leaves_s, bool returns,
               int clothes) {
  const float speed = length / static_cast<float>(arrives_s);
  return {.feet = [=](double t) -> std::optional<Point> {
            const auto walked = static_cast<float>(std::min(t, arrives_s)) * speed;
            const auto after = static_cast<float>(std::max(0.0, t - leaves_s)) * speed;
            return Point{from.x + walked + (returns ? -after : after), from.y};
          },
          .clothes = clothes};
}

TEST_P(Crowd, TwoWhoMeetAndTurnBackAreToldApartByTheirClothes) {
  const Scene scene{.walkers = {pausing({200, 400}, 400, 4, 5, true, 1),
                                pausing({1010, 410}, -400, 4, 5, true, 2)},
                    .length_s = 8};
  EXPECT_EQ(switches(scene), 0);
}

TEST_P(Crowd, OneWhoStopsBehindAPoleIsTheSameAfterwards) {
  const Scene scene{.walkers = {pausing({300, 400}, 300, 3, 5.5, false, 1)},
                    .length_s = 9,
                    .covered = [](const Box& box) { return box.left > 560 && box.right < 640; }};
  EXPECT_EQ(switches(scene), 0);
  EXPECT_EQ(switches(without_appearance(scene)), 0);
}

TEST_P(Crowd, AGroupThatWalksShoulderToShoulderStaysApart) {
  Scene scene{.length_s = 10, .missed = 0.1};
  for (int i = 0; i < 4; ++i) {
    const auto place = static_cast<float>(i);
    scene.walkers.push_back(
        walking({200 + 50 * place, i % 2 == 0 ? 400.0F : 412.0F}, {70, 5}, i + 1));
  }
  EXPECT_LE(switches(scene), bound({16, 6, 4}));
  EXPECT_LE(switches(without_appearance(scene)), bound({80, 20, 8}));
}

/// `count` people in three rows, going past each other.
Scene busy(int count, float speed) {
  Scene scene;
  for (int i = 0; i < count; ++i) {
    const auto place = static_cast<float>(i);
    const float side = i % 2 == 0 ? -1 : 1;
    scene.walkers.push_back(walking({150 + 190 * place, 300 + 50 * static_cast<float>(i % 3)},
                                    {side * speed, i % 3 == 0 ? -10.0F : 10.0F}, i + 1));
  }
  return scene;
}

TEST_P(Crowd, ASecondWithoutALookMixesNobodyUp) {
  Scene scene = busy(6, 80);
  scene.blind = [](double time_s) { return time_s > 4 && time_s < 5.1; };
  EXPECT_EQ(switches(scene), 0);
  EXPECT_LE(switches(without_appearance(scene)), bound({20, 20, 20}));
}

TEST_P(Crowd, AShakenCameraMixesNobodyUp) {
  Scene scene = busy(5, 60);
  scene.shake = 0.1;  // 12 pixels either way, from look to look.
  EXPECT_LE(switches(scene), bound({2, 6, 16}));
  EXPECT_LE(switches(without_appearance(scene)), bound({60, 60, 100}));
  scene.shake = 0.2;
  EXPECT_LE(switches(scene), bound({50, 140, 200}));
}

TEST_P(Crowd, MissedAndFalseBoxesCostFewIds) {
  Scene scene = busy(6, 80);
  scene.missed = 0.25;
  scene.false_boxes = 0.7;
  EXPECT_LE(switches(scene), bound({60, 15, 6}));
  EXPECT_LE(switches(without_appearance(scene)), bound({100, 25, 70}));
}

TEST_P(Crowd, FalseBoxesHereAndThereAreNoPeople) {
  Scene scene = busy(6, 80);
  scene.rate = GetParam().hz;
  scene.false_boxes = 0.7;
  std::size_t strangers = 0;
  for (scene.seed = 1; scene.seed <= tries; ++scene.seed) strangers += play(scene).strangers;
  EXPECT_LE(strangers, bound({4, 6, 14})) << "of " << 7 * GetParam().hz * tries << " false boxes";
}

/// Out of the picture on the right at 2.7 s, and back in by the same way.
Walker border_crosser(double from_s, double to_s, int clothes) {
  return {.feet = [=](double t) -> std::optional<Point> {
            if (t < from_s || t > to_s) return std::nullopt;
            const auto away = static_cast<float>(std::abs(t - 3.2));
            return Point{1330 - 100 * away, 400};
          },
          .clothes = clothes};
}

TEST_P(Crowd, OneWhoLeavesAndIsBackWithinASecondIsTheSame) {
  const Scene scene{.walkers = {border_crosser(0, 9, 1)}, .length_s = 7};
  EXPECT_EQ(switches(scene), 0);
}

TEST_P(Crowd, SomebodyElseWhoComesInWhereOneLeftIsSomebodyElse) {
  Scene scene{.walkers = {border_crosser(0, 3.2, 1), border_crosser(3.2, 9, 2)}, .length_s = 7};
  scene.rate = GetParam().hz;
  for (scene.seed = 1; scene.seed <= tries; ++scene.seed) {
    const Outcome outcome = play(scene);
    EXPECT_NE(outcome.ids_of.at(0).back(), outcome.ids_of.at(1).front()) << "seed " << scene.seed;
  }
}

}  // namespace
}  // namespace trigo
