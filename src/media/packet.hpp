#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "media/handles.hpp"

namespace trigo {

/// One demuxed packet of the video stream, with its times in seconds.
struct Packet {
  PacketHandle av;
  bool key = false;
  Duration waited{};  // For the source to give it.
  double due_s = 0;   // Decode time (else presentation time) since the input's start; never falls.
  bool new_format = false;  // From this one on, VideoInput::format() is another one.
};

/// What a decoder has to know about a demuxed video stream.
struct VideoFormat {
  std::shared_ptr<const AVCodecParameters> parameters;
  AVRational time_base{0, 1};
  AVRational sample_aspect{0, 1};            // Of the container; 0/1 when it does not say.
  std::vector<std::int32_t> display_matrix;  // 9 numbers, or empty.
  double picture_period_s = 0.04;            // From the declared average rate; > 0.
  double duration_s = 0;                     // 0 when unknown.
  std::int64_t picture_count = 0;            // Estimate; 0 when unknown.
  std::string codec;                         // "h264", "hevc", …
  bool on_demand = false;                    // Over the network, as fast as it is read: HLS, files.
  bool own_clock = true;  // The stamps are the sender's, not made up from a supposed rate.
};

}  // namespace trigo
