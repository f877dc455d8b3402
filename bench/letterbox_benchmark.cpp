#include <vector>

#include <benchmark/benchmark.h>

extern "C" {
#include <libavutil/pixdesc.h>
}

#include "batch/letterbox.hpp"
#include "scene.hpp"

namespace trigo {
namespace {

/// Into the tensor of the default profile for its shape.
void time_letterbox(benchmark::State& state, const Picture& picture) {
  const Size tensor = tensor_shape(picture.size(), TensorProfile::standard);
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

/// A picture of so many pixels a side.
void scale_to_tensor(benchmark::State& state) {
  time_letterbox(state,
                 make_scene({static_cast<int>(state.range(0)), static_cast<int>(state.range(1))}));
}

/// The same scene in another layout; its colours do not matter.
Picture in_layout(const Picture& picture, AVPixelFormat format) {
  const AVFrame& from = picture.image();
  FrameHandle to(av_frame_alloc());
  to->format = format;
  to->width = from.width;
  to->height = from.height;
  if (av_frame_get_buffer(to.get(), 0) < 0) std::abort();
  const SwsHandle scaler(sws_getContext(from.width, from.height, AV_PIX_FMT_YUV420P, from.width,
                                        from.height, format, SWS_POINT, nullptr, nullptr, nullptr));
  sws_scale(scaler.get(), from.data, from.linesize, 0, from.height, to->data, to->linesize);
  return {std::shared_ptr<const AVFrame>(std::move(to)), picture.transform()};
}

void scale_layout_to_tensor(benchmark::State& state) {
  const auto format = static_cast<AVPixelFormat>(state.range(0));
  time_letterbox(state, in_layout(make_scene({1920, 1080}), format));
  state.SetLabel(av_get_pix_fmt_name(format));
}

BENCHMARK(scale_layout_to_tensor)
    ->Arg(AV_PIX_FMT_NV12)
    ->Arg(AV_PIX_FMT_YUYV422)
    ->Arg(AV_PIX_FMT_YUV420P10LE)
    ->Arg(AV_PIX_FMT_P010LE)
    ->Arg(AV_PIX_FMT_BGR24)
    ->Unit(benchmark::kMicrosecond);
BENCHMARK(scale_to_tensor)->Args({1280, 720})->Args({1920, 1080})->Unit(benchmark::kMicrosecond);

}  // namespace
}  // namespace trigo
