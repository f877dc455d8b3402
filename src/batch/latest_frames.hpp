#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <stop_token>
#include <vector>

#include "base/clock.hpp"
#include "base/frame_ledger.hpp"
#include "media/frame.hpp"

namespace trigo {

/// A frame on its way to a detector, and the obligation to say what became of it.
struct Offer {
  Frame frame;
  Size shape;  // The detector's input size for it; a batch holds one shape.
  FrameTicket ticket;
};

/// What put() does when the stream's slot is still taken.
enum class HandOver {
  newest_wins,  // The unread frame is replaced: a slow detector costs frames, never age.
  block,        // Wait: offline, every due frame is used.
};

/// Where decoders leave frames and lanes pick them up: one slot per stream. Thread-safe; any
/// thread may put, any lane may take.
class LatestFrames {
 public:
  struct Policy {
    HandOver hand_over = HandOver::newest_wins;
    int in_flight_per_stream = 1;                // A stream's frames with lanes at one time.
    Duration max_age = std::chrono::seconds(1);  // Older when its turn comes: expired. newest_wins.
  };

  /// Told of frames that end without a lane: replaced, expired or cancelled. Called without a lock
  /// held, by whichever thread caused it.
  using OnLost = std::function<void(const Frame&, FrameFate)>;

  /// `clock` outlives this.
  LatestFrames(Policy policy, const Clock& clock, OnLost on_lost);
  ~LatestFrames();

  /// Streams come and go while others run; a removed one's unread frame counts as cancelled.
  void add(StreamId stream);
  /// How much the stream asks for, against others: looks per second, times its priority. While
  /// lanes cannot take all, each stream gets the same share of that. > 0; 1 at first.
  void set_weight(StreamId stream, double weight);
  void remove(StreamId stream);

  /// Leaves a frame. newest_wins: never blocks. block: waits for the slot. A frame of a stream that
  /// is not there, or after stop or close(), is cancelled.
  void put(Offer offer, std::stop_token stop);

  /// Waits for a first frame, then at most `patience` (0 on a CPU) more for company of its shape.
  /// Returns 1 … max_frames frames of one shape, at most one per stream, in turns by weight so that
  /// no stream starves; the tickets are taken. Empty only after a stop request or close().
  std::vector<Offer> take(int max_frames, Duration patience, std::stop_token stop);

  /// A frame that was taken is done with, so the stream's next one may be taken.
  void done(StreamId stream);

  /// Cancels what waits and lets nobody wait any more.
  void close();

  /// Slots that hold a frame now.
  int waiting() const;

 private:
  struct Slot {
    StreamId stream;
    std::optional<Offer> offer;
    int in_flight = 0;
    bool used = false;
    double weight = 1;
    double served = 0;  // Frames taken, each divided by the weight: the least is next.
  };
  struct Lost {
    Frame frame;
    FrameFate fate = FrameFate::cancelled;
  };

  Slot* find(StreamId stream);
  bool takeable(const Slot& slot) const;
  int company(Size shape) const;
  void expire_old(std::vector<Lost>& lost);
  std::vector<Offer> collect(int max_frames, Size shape);
  const Slot* next() const;
  std::optional<Size> next_shape() const;
  void report(const std::vector<Lost>& lost) const;
  static Lost settle(Slot& slot, FrameFate fate);

  const Policy policy_;
  const Clock& clock_;
  const OnLost on_lost_;
  mutable std::mutex mutex_;  // Guards everything below.
  std::condition_variable_any arrival_;
  std::condition_variable_any room_;
  std::vector<Slot> slots_;  // By StreamId::slot.
  double served_ = 0;        // Slot::served of the last one taken.
  bool closed_ = false;
};

}  // namespace trigo
