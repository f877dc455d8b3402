#pragma once

#include <thread>

#include "base/clock.hpp"

namespace trigo {

/// Polls with a limit, by the real clock: for tests of what runs threads.
template <typename Condition>
bool within(Duration limit, Condition condition) {
  const Instant deadline = std::chrono::steady_clock::now() + limit;
  while (!condition()) {
    if (std::chrono::steady_clock::now() > deadline) return false;
    std::this_thread::yield();
  }
  return true;
}

}  // namespace trigo
