#pragma once

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <memory>

#include "live/live_stream.hpp"
#include "media/planes.hpp"

namespace trigo {

/// A picture of one colour, for tests. `y`, `u`, `v` are what its planes hold.
struct TestPicture {
  Size size{64, 48};
  std::uint8_t y = 81;
  std::uint8_t u = 90;
  std::uint8_t v = 240;
  ColorSpace color;
  Detections boxes;
  Tracks tracks;
  bool detected = true;
  std::int64_t sequence = 0;
  ScenePlan scene = {};
  PresenceReading presence = {};
  View view = View::wall;
};

inline std::shared_ptr<const LivePicture> make_picture(const TestPicture& wanted) {
  FrameHandle image = make_planes(wanted.size, wanted.color);
  if (!image) std::abort();
  const std::uint8_t values[] = {wanted.y, wanted.u, wanted.v};
  for (int plane = 0; plane < 3; ++plane) {
    const int rows = plane == 0 ? image->height : (image->height + 1) / 2;
    std::fill_n(image->data[plane], std::ptrdiff_t{rows} * image->linesize[plane], values[plane]);
  }
  LivePicture made;
  made.frame.sequence = wanted.sequence;
  made.frame.media_time_s = static_cast<double>(wanted.sequence) / 25;
  made.frame.arrival = std::chrono::steady_clock::now();
  made.frame.picture = Picture(std::shared_ptr<const AVFrame>(std::move(image)),
                               {.crop = wanted.size, .picture = wanted.size});
  made.view = wanted.view;
  made.boxes = wanted.boxes;
  made.tracks = wanted.tracks;
  made.detected = wanted.detected;
  made.scene = std::make_shared<ScenePlan>(wanted.scene);
  made.presence = std::make_shared<PresenceReading>(wanted.presence);
  return std::make_shared<const LivePicture>(std::move(made));
}

}  // namespace trigo
