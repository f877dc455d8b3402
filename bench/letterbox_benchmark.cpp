#include <vector>

#include <benchmark/benchmark.h>

#include "batch/letterbox.hpp"
#include "scene.hpp"

namespace trigo {
namespace {

/// A picture of so many pixels a side into the tensor of the default profile for 16:9.
void scale_to_tensor(benchmark::State& state) {
  const Size size{static_cast<int>(state.range(0)), static_cast<int>(state.range(1))};
  const Picture picture = make_scene(size);
  const Size tensor = tensor_shape(size, TensorProfile::standard);
  const auto pixels =
      static_cast<std::size_t>(tensor.width) * static_cast<std::size_t>(tensor.height);
  std::vector<std::uint8_t> bytes(3 * pixels);
  const TensorPlanes planes{bytes.data(), bytes.data() + pixels, bytes.data() + 2 * pixels, tensor};
  for (auto _ : state) {
    const auto content = letterbox_into(picture, planes);
    if (!content) return state.SkipWithError(content.error().message.c_str());
    benchmark::DoNotOptimize(bytes.data());
    benchmark::ClobberMemory();
  }
}

BENCHMARK(scale_to_tensor)->Args({1280, 720})->Args({1920, 1080})->Unit(benchmark::kMicrosecond);

}  // namespace
}  // namespace trigo
