#pragma once

#include <cstdint>

#include "base/clock.hpp"

namespace trigo {

/// One line on standard error that says how far a file has been worked off. Thread-bound.
class ProgressBar {
 public:
  /// `visible`: standard error is a terminal. `clock` outlives this.
  ProgressBar(bool visible, const Clock& clock)
      : visible_(visible), clock_(clock), start_(clock.now()) {}

  /// `total` 0: unknown. Draws at most five times a second.
  void show(std::int64_t done, std::int64_t total);
  void clear();

 private:
  const bool visible_;
  const Clock& clock_;
  const Instant start_;
  Instant drawn_{};
};

}  // namespace trigo
