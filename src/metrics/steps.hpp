#pragma once

#include "base/clock.hpp"

namespace trigo {

/// Meters over the last seconds count in such steps: that bounds their memory.
inline constexpr Duration meter_step = std::chrono::milliseconds(100);

inline Instant floor_to_step(Instant instant) {
  return instant - instant.time_since_epoch() % meter_step;
}

}  // namespace trigo
