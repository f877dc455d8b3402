#include <benchmark/benchmark.h>

#include "detect/suppression.hpp"
#include "scene.hpp"

namespace trigo {
namespace {

constexpr float max_iou = 0.45F;
constexpr int hits = 8;  // Of each person, before suppression.

void suppress(benchmark::State& state) {
  const Detections found = make_crowd({1280, 720}, static_cast<int>(state.range(0)), hits);
  for (auto _ : state) benchmark::DoNotOptimize(suppressed(found, max_iou));
  state.counters["boxes"] = static_cast<double>(found.size());
}

BENCHMARK(suppress)->ArgName("people")->Arg(6)->Arg(60)->Unit(benchmark::kMicrosecond);

}  // namespace
}  // namespace trigo
