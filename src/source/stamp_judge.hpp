#pragma once

#include <optional>

#include "base/clock.hpp"

namespace trigo {

/// Whether a live source's stamps pass as time does. Cameras exist that stamp 10 pictures a second
/// and send 7; by such a clock everybody would seem slower, and we would seem to lag behind more
/// and more. Reentrant; one instance per opened input.
class StampJudge {
 public:
  static constexpr Duration settling = std::chrono::seconds(2);  // What was piled up comes first.
  static constexpr Duration window = std::chrono::seconds(4);
  static constexpr Duration silence = std::chrono::seconds(2);  // A window with one is no good.
  static constexpr int windows = 3;         // So many in a row have to be wrong …
  static constexpr double tolerance = 0.1;  // … by more than this part.

  /// `own_clock`: the stamps are the sender's; else the demuxer made them up, and nothing is to be
  /// judged.
  explicit StampJudge(bool own_clock) : trusted_(own_clock) {}

  /// A packet was read; `due_s`: Packet::due_s.
  void packet(Instant read, double due_s);

  /// Once it is false it stays so.
  bool trusted() const { return trusted_; }
  /// From packet to packet, by the clock; nothing: not known yet.
  std::optional<double> period_s() const { return period_s_; }

 private:
  bool after_silence(Instant read);
  void judge(Duration passed, double due_passed_s);

  struct Mark {
    Instant read;
    double due_s = 0;
  };
  bool trusted_;
  std::optional<Instant> first_;
  Instant last_;
  std::optional<Mark> begin_;  // Of the window.
  int packets_ = 0;            // Since then.
  int wrong_ = 0;              // Windows in a row.
  std::optional<double> period_s_;
};

}  // namespace trigo
