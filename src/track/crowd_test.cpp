#include <gtest/gtest.h>

#include "track/test_crowd.hpp"

namespace trigo {
namespace {

/// Every scene at each rate that this program runs at, and by chance in so many ways.
class Crowd : public testing::TestWithParam<double> {
 protected:
  static constexpr unsigned tries = 20;

  /// Sum over all tries.
  static int switches(Scene scene) {
    scene.rate = GetParam();
    int sum = 0;
    for (scene.seed = 1; scene.seed <= tries; ++scene.seed) sum += play(scene).switches;
    return sum;
  }
};

INSTANTIATE_TEST_SUITE_P(AtRate, Crowd, testing::Values(2.0, 4.0, 8.0), [](const auto& rate) {
  return std::to_string(static_cast<int>(rate.param)) + "Hz";
});

Scene crossing() {
  return {.walkers = {walking({200, 400}, {100, 0}, 1), walking({1080, 420}, {-100, 0}, 2)},
          .length_s = 8};
}

TEST_P(Crowd, TwoWhoCrossKeepTheirIds) {
  RecordProperty("switches", switches(crossing()));
  printf("crossing %d\n", switches(crossing()));
}
TEST_P(Crowd, TwoWhoCrossNoApp) {
  auto s = crossing();
  s.appearance = false;
  printf("crossing noapp %d\n", switches(s));
  s = crossing();
  s.walkers[1].clothes = 1;
  printf("crossing same clothes %d\n", switches(s));
}
TEST_P(Crowd, Turn) {  // meet, stop, and turn back
  Scene s;
  auto mk = [](float x0, float dir, float y, int c) {
    return Walker{.feet = [=](double t) -> std::optional<Point> {
                    float f = t < 4 ? float(t) * 100 : t < 5 ? 400.F : 400.F - float(t - 5) * 100;
                    return Point{x0 + dir * f, y};
                  },
                  .clothes = c};
  };
  s.walkers = {mk(200, 1, 400, 1), mk(1010, -1, 410, 2)};
  s.length_s = 8;
  printf("turn %d\n", switches(s));
  s.appearance = false;
  printf("turn noapp %d\n", switches(s));
}
TEST_P(Crowd, Pole) {
  Scene s;
  s.walkers = {Walker{.feet = [](double t) -> std::optional<Point> {
                        float x = t < 3     ? 300 + float(t) * 100
                                  : t < 5.5 ? 600.F
                                            : 600 + float(t - 5.5) * 100;
                        return Point{x, 400};
                      },
                      .clothes = 1}};
  s.covered = [](const Box& b) { return b.left > 560 && b.right < 640; };
  s.length_s = 9;
  printf("pole %d\n", switches(s));
  s.appearance = false;
  printf("pole noapp %d\n", switches(s));
}
TEST_P(Crowd, Group) {
  Scene s;
  for (int i = 0; i < 4; ++i)
    s.walkers.push_back(walking({200.F + 50 * i, 400.F + 12 * (i % 2)}, {70, 5}, i + 1));
  s.length_s = 10;
  s.missed = .1;
  printf("group %d\n", switches(s));
  s.appearance = false;
  printf("group noapp %d\n", switches(s));
}
TEST_P(Crowd, Shake) {
  Scene s;
  for (int i = 0; i < 5; ++i)
    s.walkers.push_back(
        walking({150.F + 200 * i, 300.F + 50 * (i % 3)}, {i % 2 ? 60.F : -60.F, 0}, i + 1));
  s.length_s = 10;
  for (double k : {.1, .2, .3, .5}) {
    s.shake = k;
    s.appearance = true;
    int a = switches(s);
    s.appearance = false;
    printf("shake %.1f: %d noapp %d\n", k, a, switches(s));
  }
}
TEST_P(Crowd, Gap) {
  Scene s;
  for (int i = 0; i < 6; ++i)
    s.walkers.push_back(walking({150.F + 180 * i, 300.F + 50 * (i % 3)},
                                {i % 2 ? 80.F : -80.F, i % 3 ? 10.F : -10.F}, i + 1));
  s.length_s = 10;
  s.blind = [](double t) { return t > 4 && t < 5.1; };
  printf("gap %d ", switches(s));
  s.appearance = false;
  printf(" noapp %d\n", switches(s));
}
TEST_P(Crowd, Missed) {
  Scene s;
  for (int i = 0; i < 6; ++i)
    s.walkers.push_back(walking({150.F + 180 * i, 300.F + 50 * (i % 3)},
                                {i % 2 ? 80.F : -80.F, i % 3 ? 10.F : -10.F}, i + 1));
  s.length_s = 10;
  s.missed = .25;
  s.false_boxes = .7;
  printf("missed %d ", switches(s));
  s.appearance = false;
  printf(" noapp %d\n", switches(s));
  s.rate = GetParam();
  size_t st = 0;
  for (s.seed = 1; s.seed <= 20; ++s.seed) st += play(s).strangers;
  printf("strangers %zu\n", st);
}
TEST_P(Crowd, Reenter) {
  Scene s;
  auto w = [](int c, double from, double to) {
    return Walker{
        .feet = [=](double t) -> std::optional<Point> {
          if (t < from || t > to) return {};
          float x = t < 4 ? 1000 + float(t) * 100 : t < 5 ? 1400.F : 1400 - float(t - 5) * 100;
          return Point{x, 400};
        },
        .clothes = c};
  };
  s.walkers = {w(1, 0, 20)};
  s.length_s = 8;
  printf("reenter same %d of 20 ", switches(s));
  s.appearance = false;
  printf(" noapp %d\n", switches(s));
  s.appearance = true;
  s.walkers = {w(1, 0, 4.5), w(2, 4.5, 20)};
  int same = 0;
  s.rate = GetParam();
  for (s.seed = 1; s.seed <= 20; ++s.seed) {
    auto o = play(s);
    same += o.ids_of[0].back() == o.ids_of[1].front();
  }
  printf("stranger takes id %d", same);
  s.appearance = false;
  same = 0;
  for (s.seed = 1; s.seed <= 20; ++s.seed) {
    auto o = play(s);
    same += o.ids_of[0].back() == o.ids_of[1].front();
  }
  printf(" noapp %d\n", same);
}

}  // namespace
}  // namespace trigo
