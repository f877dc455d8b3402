#pragma once

#include <deque>
#include <optional>
#include <stop_token>

#include "base/clock.hpp"

namespace trigo {

/// How packets come in time.
enum class Pace {
  real_time,            // A file, played at its own speed.
  as_fast_as_possible,  // A file, offline.
  live,                 // A camera: packets come when they come.
};

/// When each packet arrives, and how late we read it. Thread-bound.
class Pacer {
 public:
  /// What is piled up unread is measured against the best of this long (live).
  static constexpr Duration lag_window = std::chrono::seconds(60);

  /// `clock` outlives this.
  Pacer(Pace pace, Clock& clock) : pace_(pace), clock_(clock) {}

  Pace pace() const { return pace_; }

  /// Makes `instant` the one at which due_s = 0 is due, instead of when the first packet is read.
  /// Before the first arrive(); real_time only.
  void begin_at(Instant instant);

  /// Waits until the packet is due (real_time only) and gives its arrival as Frame::arrival defines
  /// it. `due_s`: Packet::due_s. Nothing: stop was requested.
  std::optional<Instant> arrive(double due_s, std::stop_token stop);

  /// How late the last packet was read: behind its due time (real_time), or behind the best of the
  /// last minute (live). Zero offline.
  Duration lag() const { return lag_; }

  /// The input begins anew, `after_s` (of its own time) after its last start: a loop goes on
  /// without a gap. Live: what was measured is forgotten.
  void restart(double after_s);

  /// Moves all that follows `by` later: for a wait that is nobody's fault, such as a model that had
  /// to be compiled first. real_time only.
  void postpone(Duration by);

 private:
  struct Delay {
    Instant read;
    Duration value;  // Read time minus stream time.
  };
  Duration live_lag(double due_s, Instant now);

  const Pace pace_;
  Clock& clock_;
  std::optional<Instant> origin_;  // When due_s = 0 is due.
  Duration lag_{};
  std::deque<Delay> smallest_;  // Candidates for the window's minimum, rising.
};

}  // namespace trigo
