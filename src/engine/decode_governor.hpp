#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <vector>

#include "base/clock.hpp"
#include "base/ids.hpp"

namespace trigo {

/// What the whole engine has done and how busy the machine is.
struct EngineLoad {
  double busy = 0;            // Of the machine's cores, by whatever program: 0 … 1.
  double decode_part = 0;     // Of the program's own time, what decoding takes: 0 … 1.
  std::int64_t detected = 0;  // Frames, since start.
  std::int64_t lost = 0;      // Frames replaced or expired, since start.
};

/// Shares out the time for decoding when cores run short. One number, `share`, says which part of
/// all groups of pictures is decoded whole; of the rest the key frame only. Streams take turns, so
/// that each gets the same share of what it asks for, times its priority.
///
/// Once a second the share is lowered where streams are read late (decoding does not keep up), or
/// where frames are decoded in vain (each replaced by the next of its stream before a lane came)
/// and that takes time from the lanes. Else it is raised: it comes back by itself. Thread-safe.
class DecodeGovernor {
 public:
  using Probe = std::function<EngineLoad()>;

  static constexpr Duration shortest_step = std::chrono::seconds(1);
  static constexpr Duration longest_step = std::chrono::seconds(5);
  /// Read later than this by half of the streams: decoding does not keep up.
  static constexpr Duration late = std::chrono::milliseconds(100);
  /// A worker this late may be told to leave the rest of its group of pictures.
  static constexpr Duration very_late = std::chrono::milliseconds(250);
  /// Of all frames offered, the part that may be lost; and what decoding may take of the program's
  /// time whatever is lost. Looks thinned out evenly are worth more than some more in bursts.
  static constexpr double tolerated_loss = 0.1;
  static constexpr double tolerated_decode_part = 0.4;
  static constexpr double scarce = 0.9;  // EngineLoad::busy above which time is short.
  static constexpr double smallest_share = 0.02;

  /// `clock` outlives this. `probe` is called once a step, by one of the workers.
  DecodeGovernor(const Clock& clock, Probe probe);

  /// `priority`: 1 or more.
  void add(StreamId stream, double priority);
  void remove(StreamId stream);

  /// At a key frame: whether there is time to decode the group of pictures that begins with it.
  bool turn(StreamId stream);
  /// Within a group: whether to leave the rest of it. Only ever true for one that is very late.
  bool leave(StreamId stream, Duration lag);
  /// At each packet that was read.
  void note(StreamId stream, Duration lag);

  /// 1: everything is decoded.
  double share() const { return share_; }

 private:
  struct Stream {
    StreamId id;
    bool used = false;
    double priority = 1;
    double credit = 0;
    bool whole = true;
    Duration lag{};  // Largest since the last step.
    bool heard = false;
    std::optional<Instant> turned;  // When it last asked for a turn.
  };

  Stream* find(StreamId stream);
  double whole_part() const;
  void adjust(const EngineLoad& load);
  Duration usual_lag();

  const Clock& clock_;
  const Probe probe_;
  std::atomic<double> share_ = 1;
  std::mutex mutex_;             // Guards everything below.
  std::vector<Stream> streams_;  // By StreamId::slot.
  Instant adjusted_;
  double turn_period_s_ = 1;  // Between the turns of one stream, smoothed.
  EngineLoad before_;
};

}  // namespace trigo
