#pragma once

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <thread>
#include <variant>

#include "base/bounded_queue.hpp"
#include "detect/detection.hpp"
#include "engine/stream_status.hpp"
#include "live/live_stream.hpp"
#include "media/frame.hpp"

namespace trigo {

/// What came of one frame, told in the order of its stream.
struct Look {
  Frame frame;
  std::optional<Detections> detections;  // From 0.1 up. Nothing: it was not detected.
};

/// The one thread behind detection: puts each stream's results in order, publishes live pictures
/// and (later) follows people. Nothing that reaches it is dropped. Thread-safe.
class Analysis {
 public:
  /// A live picture whose fate is open is published so long after its arrival at the latest.
  static constexpr Duration live_patience = std::chrono::milliseconds(150);
  /// Boxes of the last look are carried over to undetected pictures for so long (media time).
  static constexpr double longest_hold_s = 1;

  /// Called on the analysis thread for every frame announced as offered, in order of its stream.
  using OnLook = std::function<void(const Look&)>;

  /// `confidence`: boxes below it are not shown or counted. `clock` outlives this.
  Analysis(const Clock& clock, float confidence, OnLook on_look);
  ~Analysis();  // close()

  void add(StreamId stream, std::shared_ptr<StreamStatus> status, std::shared_ptr<LiveStream> live);
  void remove(StreamId stream);

  /// A frame exists. `live`: viewers want it. `offered`: decide() follows; else it never is
  /// detected. Called in order of the stream, before the frame is offered.
  void announce(Frame frame, bool live, bool offered);
  /// The fate of an announced frame is known. Detections: only if it was detected.
  void decide(const Frame& frame, std::optional<Detections> detections);

  /// Works off what is queued, then ends the thread. Nothing may be announced any more.
  void close();

 private:
  struct Add {
    StreamId stream;
    std::shared_ptr<StreamStatus> status;
    std::shared_ptr<LiveStream> live;
  };
  struct Remove {
    StreamId stream;
  };
  struct Announce {
    Frame frame;
    bool live = false;
    bool offered = false;
  };
  struct Decide {
    StreamId stream;
    std::int64_t epoch = 0;
    std::int64_t sequence = 0;
    std::optional<Detections> detections;
  };
  using Message = std::variant<Add, Remove, Announce, Decide>;

  struct Pending {
    Frame frame;
    bool live = false;
    bool offered = false;
    bool decided = false;
    std::optional<Detections> detections;
    bool over = false;  // Shown, and never to be detected.
  };
  struct Stream {
    std::shared_ptr<StreamStatus> status;
    std::shared_ptr<LiveStream> live;
    std::deque<Pending> pending;  // In order of the stream.
    Detections held;              // Boxes of the last look …
    std::int64_t held_epoch = -1;
    double held_s = 0;                                               // … and its media time.
    std::optional<std::pair<std::int64_t, std::int64_t>> published;  // Epoch and sequence.
  };

  void send(Message message);
  void run();
  void handle(Add& add);
  void handle(Remove& remove);
  void handle(Announce& announce);
  void handle(Decide& decide);
  void advance(Stream& stream);
  void look(Stream& stream, Pending& pending);
  void publish(Stream& stream, const Pending& pending);
  Instant publish_overdue();

  const Clock& clock_;
  const float confidence_;
  const OnLook on_look_;
  BoundedQueue<Message> queue_{4096};
  std::map<StreamId, Stream> streams_;  // Of the thread alone.
  std::jthread thread_;
};

}  // namespace trigo
