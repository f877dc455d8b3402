#pragma once

#include <chrono>

#include "media/picture.hpp"

namespace trigo {

/// How RTSP cameras send their pictures.
enum class RtspTransport { automatic, tcp, udp };  // automatic: TCP; UDP if the camera refuses it.

/// What is made of pictures that came damaged: they show who is not there.
enum class DamagedPictures {
  wait,  // They are left out, and those that may refer to them: up to the next key frame.
  skip,  // They alone are left out.
  use,   // They are looked at and shown like all others.
};

/// How a source is opened and watched over.
struct InputSettings {
  std::chrono::milliseconds timeout{10'000};  // To connect, until it is known what comes.
  /// Silence after which a stream is stalled follows its own rhythm, within these bounds.
  std::chrono::milliseconds min_gap{2'000};
  std::chrono::milliseconds max_gap{30'000};
  std::chrono::milliseconds max_pause{30'000};  // From one try to the next, at most.
  RtspTransport transport = RtspTransport::automatic;
  DamagedPictures damaged = DamagedPictures::wait;
  /// Pictures of more pixels than this rectangle are refused, before there is memory for them; so
  /// are sides above longest_side.
  Size max_picture{8192, 8192};
  int max_packet_bytes = 128 << 20;  // A picture of that size takes 96 MB uncompressed.

  bool operator==(const InputSettings&) const = default;
};

/// Whether a picture of `size` is within InputSettings::max_picture, and longest_side.
constexpr bool fits_into(Size size, Size max_picture) {
  return size.width <= longest_side && size.height <= longest_side &&
         std::int64_t{size.width} * size.height <=
             std::int64_t{max_picture.width} * max_picture.height;
}

}  // namespace trigo
