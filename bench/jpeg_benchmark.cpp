#include <benchmark/benchmark.h>

#include "live/colors.hpp"
#include "live/jpeg.hpp"
#include "live/overlay.hpp"
#include "scene.hpp"

namespace trigo {
namespace {

constexpr Size picture_size{1280, 720};
constexpr int people = 6;

LivePicture make_live() {
  LivePicture live;
  live.frame.picture = make_scene(picture_size);
  for (const Detection& person : make_crowd(picture_size, people, 1)) {
    Track track{.id = std::ssize(live.tracks), .box = person.box, .confirmed = true};
    const float feet = (person.box.left + person.box.right) / 2;
    for (int step = 20; step > 0; --step)
      track.trail.push_back({feet - static_cast<float>(4 * step), person.box.bottom});
    live.tracks.push_back(std::move(track));
  }
  return live;
}

/// A 720p picture, 640 pixels wide for a tile of the page, or in its own size (0).
void jpeg(benchmark::State& state) {
  const LivePicture live = make_live();
  const JpegOptions options{.width = static_cast<int>(state.range(0)),
                            .overlay = state.range(1) != 0};
  std::size_t bytes = 0;
  for (auto _ : state) {
    const auto encoded = encode_jpeg(live, options);
    if (!encoded) return state.SkipWithError(encoded.error().message.c_str());
    bytes = encoded->size();
    benchmark::DoNotOptimize(encoded->data());
  }
  state.counters["bytes"] = static_cast<double>(bytes);
}

void overlay(benchmark::State& state) {
  const LivePicture live = make_live();
  I420Image image({640, 360});
  if (!scale_into(live.frame.picture, image.view())) return state.SkipWithError("not scaled");
  for (auto _ : state) {
    draw_overlay(live, image.view(), jfif);
    benchmark::ClobberMemory();
  }
}

BENCHMARK(jpeg)
    ->ArgNames({"width", "overlay"})
    ->Args({640, 0})
    ->Args({640, 1})
    ->Args({0, 0})
    ->Unit(benchmark::kMicrosecond);
BENCHMARK(overlay)->Unit(benchmark::kMicrosecond);

}  // namespace
}  // namespace trigo
