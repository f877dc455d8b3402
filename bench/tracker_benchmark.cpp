#include <benchmark/benchmark.h>

#include "scene.hpp"
#include "track/tracker.hpp"

namespace trigo {
namespace {

constexpr Size picture_size{1280, 720};
constexpr double period_s = 0.25;

/// Everybody takes a step at each look, half of them to the left.
void step(Detections& people) {
  for (std::size_t i = 0; i < people.size(); ++i) {
    const float by = i % 2 == 0 ? 6 : -6;
    people[i].box.left += by;
    people[i].box.right += by;
  }
}

/// One look at so many people, the pictures read for appearance or not.
void track(benchmark::State& state) {
  const Picture picture = make_scene(picture_size);
  const bool appearance = state.range(1) != 0;
  PersonIds ids;
  Tracker tracker(0.45F, ids);
  Detections people = make_crowd(picture_size, static_cast<int>(state.range(0)), 1);
  double time_s = 0;
  std::size_t tracks = 0;
  int looks = 0;
  for (auto _ : state) {
    std::vector<std::optional<Appearance>> appearances;
    if (appearance) {
      std::vector<Box> boxes;
      for (const Detection& detection : people) boxes.push_back(detection.box);
      appearances = describe(picture, boxes);
    }
    tracks = tracker.update(time_s, picture_size, people, appearances).size();
    time_s += period_s;
    // Out of the picture they would be, in the end.
    if (++looks % 40 == 0) people = make_crowd(picture_size, static_cast<int>(state.range(0)), 1);
    step(people);
  }
  state.counters["tracks"] = static_cast<double>(tracks);
}

BENCHMARK(track)
    ->ArgNames({"people", "appearance"})
    ->Args({6, 0})
    ->Args({6, 1})
    ->Args({30, 0})
    ->Args({30, 1})
    ->Unit(benchmark::kMicrosecond);

}  // namespace
}  // namespace trigo
