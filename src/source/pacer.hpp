#pragma once

#include <deque>
#include <optional>
#include <stop_token>

#include "base/clock.hpp"
#include "media/packet.hpp"
#include "source/source_url.hpp"

namespace trigo {

/// How packets come in time.
enum class Pace {
  real_time,            // A file, played at its own speed.
  as_fast_as_possible,  // A file, offline.
  live,                 // A camera: packets come when they come.
  buffered,             // As live, but in pieces of seconds (HLS): played at its own speed.
};

/// Of a source of that kind; `file_pace`: real_time or as_fast_as_possible.
Pace pace_of(SourceKind kind, const VideoFormat& format, Pace file_pace);

/// When each packet arrives, and how late we read it. Thread-bound.
class Pacer {
 public:
  /// What is piled up unread is measured against the best of this long (live).
  static constexpr Duration lag_window = std::chrono::seconds(60);
  /// Lag from which on it is better to skip to the next key frame.
  static constexpr Duration max_lag = std::chrono::seconds(1);
  /// Lag above that which has not shrunk after so long, though we waited for packets half of the
  /// time, is the sender's: what it sends now is taken for the best (live).
  static constexpr Duration catch_up = std::chrono::seconds(2);
  /// No camera sends faster for long; one that does is held up (live).
  static constexpr int most_per_s = 120;
  static constexpr int most_at_once = 600;

  /// `clock` outlives this.
  Pacer(Pace pace, Clock& clock) : pace_(pace), clock_(clock) {}

  Pace pace() const { return pace_; }

  /// Makes `instant` the one at which due_s = 0 is due, instead of when the first packet is read.
  /// Before the first arrive(); real_time only.
  void begin_at(Instant instant);

  /// Waits until the packet is due (real_time, buffered) and gives its arrival as Frame::arrival
  /// defines it. `due_s`: Packet::due_s. `waited`: for the source to give it. Nothing: stop was
  /// requested.
  std::optional<Instant> arrive(double due_s, std::stop_token stop, Duration waited = {});

  /// The same of a live packet whose stamps say nothing: what has not been waited for, for a
  /// quarter of `period_s` (from packet to packet) at least, may have piled up since one was.
  std::optional<Instant> arrive_unstamped(double period_s, Duration waited, std::stop_token stop);

  /// How late the last packet was read: behind its due time (real_time, buffered), or behind the
  /// best of the last minute (live). Zero offline.
  Duration lag() const { return lag_; }
  /// How long the last arrive() blocked.
  Duration held() const { return held_; }

  /// The input begins anew, `after_s` (of its own time) after its last start: a loop goes on
  /// without a gap. Live, buffered: what was measured is forgotten.
  void restart(double after_s);

  /// Moves all that follows `by` later: for a wait that is nobody's fault, such as a model that had
  /// to be compiled first. real_time only.
  void postpone(Duration by);

 private:
  struct Delay {
    Instant read;
    Duration value;  // Read time minus stream time.
  };
  bool hold_up(Instant now, const std::stop_token& stop);
  bool sleep_until(Instant instant, const std::stop_token& stop);
  Duration live_lag(double due_s, Instant now, Duration waited);
  bool is_the_senders(Duration lag, Instant now, Duration waited);

  const Pace pace_;
  Clock& clock_;
  std::optional<Instant> origin_;  // When due_s = 0 is due.
  Duration lag_{};
  Duration held_{};
  std::deque<Delay> smallest_;  // Candidates for the window's minimum, rising.
  struct Lateness {
    Instant since;
    Duration lag{};
    Duration waited{};
  };
  std::optional<Lateness> late_;       // While lag is above max_lag.
  std::optional<Instant> fresh_;       // The last unstamped packet that was waited for.
  Instant earliest_ = Instant::min();  // Of the next packet; see hold_up().
};

}  // namespace trigo
