#pragma once

#include <chrono>

namespace trigo {

/// How RTSP cameras send their pictures.
enum class RtspTransport { automatic, tcp, udp };  // automatic: TCP; UDP if the camera refuses it.

/// How a source is opened and watched over.
struct InputSettings {
  std::chrono::milliseconds timeout{10'000};  // To connect, until it is known what comes.
  /// Silence after which a stream is stalled follows its own rhythm, within these bounds.
  std::chrono::milliseconds min_gap{2'000};
  std::chrono::milliseconds max_gap{30'000};
  std::chrono::milliseconds max_pause{30'000};  // From one try to the next, at most.
  RtspTransport transport = RtspTransport::automatic;

  bool operator==(const InputSettings&) const = default;
};

}  // namespace trigo
