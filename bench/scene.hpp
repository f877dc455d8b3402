#pragma once

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <random>

#include "live/live_stream.hpp"

namespace trigo {

/// A picture in planar 4:2:0 that costs what footage does: areas of light and shade, with the grain
/// of a camera. The same every time.
inline Picture make_scene(Size size) {
  FrameHandle image(av_frame_alloc());
  image->format = AV_PIX_FMT_YUV420P;
  image->width = size.width;
  image->height = size.height;
  image->colorspace = AVCOL_SPC_BT709;
  if (av_frame_get_buffer(image.get(), 0) < 0) std::abort();
  std::minstd_rand random(1);
  for (int plane = 0; plane < 3; ++plane) {
    const int shift = plane == 0 ? 0 : 1;
    for (int row = 0; row < size.height >> shift; ++row) {
      std::uint8_t* line = image->data[plane] + std::ptrdiff_t{row} * image->linesize[plane];
      for (int column = 0; column < size.width >> shift; ++column) {
        const int area = ((column << shift) / 80 * 37 + (row << shift) / 60 * 53) % 128;
        line[column] = static_cast<std::uint8_t>(56 + area + static_cast<int>(random() >> 8) % 7);
      }
    }
  }
  return {std::shared_ptr<const AVFrame>(std::move(image)), {.crop = size, .picture = size}};
}

/// People all over a picture, in a grid, each found `hits` times at nearly one place, as a model
/// answers before suppression.
inline Detections make_crowd(Size picture, int people, int hits) {
  std::minstd_rand random(1);
  const auto jitter = [&] { return static_cast<float>(static_cast<int>(random() >> 8) % 9 - 4); };
  Detections crowd;
  for (int i = 0; i < people; ++i) {
    const auto left = static_cast<float>(i * 97 % std::max(1, picture.width - 60));
    const auto top = static_cast<float>(i * 61 % std::max(1, picture.height - 160));
    for (int hit = 0; hit < hits; ++hit) {
      const float x = left + jitter();
      const float y = top + jitter();
      const float score = 0.95F - 0.01F * static_cast<float>(hit);
      crowd.push_back({{x, y, x + 60, y + 160}, score, 0});
    }
  }
  return crowd;
}

}  // namespace trigo
