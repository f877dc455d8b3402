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
#include "presence/presence_engine.hpp"
#include "presence/stream_time.hpp"
#include "track/tracker.hpp"

namespace trigo {

/// What came of one frame, told in the order of its stream.
struct Look {
  std::string stream;  // Its id.
  Frame frame;
  std::optional<Detections> detections;  // From 0.1 up, not masked. Nothing: it was not detected.
  Tracks tracks;                         // After it; nothing if it was not detected.
  double period_s = 0;                   // Planned from one look to the next, media time.
};

struct AnalysisSettings {
  float confidence = 0.45F;                    // Boxes below it are not shown and start no track.
  bool appearance = true;                      // Pictures are read to tell people apart.
  std::int64_t first_id = 1;                   // Of the first track; see PersonIds.
  std::vector<std::string> classes{"person"};  // Names of the model's.
  /// A live picture whose fate is open is published so long after its arrival at the latest;
  /// nothing: when its fate is known.
  std::optional<Duration> live_patience = std::chrono::milliseconds(150);
  /// Announcements and fates that may wait before announce() and decide() do.
  std::size_t queue = 4096;
  /// Called on the analysis thread for every live picture that is published. May take its time.
  std::function<void(const LivePicture&)> on_picture = {};
  /// Called on the analysis thread for what happened in the zones of a stream, once decided. Must
  /// be quick.
  std::function<void(const std::string& stream, const PresenceEvents&)> on_events = {};
};

/// The one thread behind detection: puts each stream's results in order, follows people, says who
/// is in which zone and publishes live pictures. Nothing that reaches it is dropped. Thread-safe.
class Analysis {
 public:
  /// Called on the analysis thread for every frame announced as offered, in order of its stream.
  using OnLook = std::function<void(const Look&)>;

  /// `clock` outlives this.
  Analysis(const Clock& clock, AnalysisSettings settings, OnLook on_look);
  ~Analysis();  // close()

  void add(StreamId stream, std::shared_ptr<StreamStatus> status, std::shared_ptr<LiveStream> live);
  void remove(StreamId stream);

  /// A frame exists. `live`: viewers want it. `offered`: decide() follows; else it never is
  /// detected. Called in order of the stream, before the frame is offered. Blocks while the queue
  /// is full.
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
    std::unique_ptr<PresenceEngine> presence;
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
    std::deque<Pending> pending;       // In order of the stream.
    std::unique_ptr<Tracker> tracker;  // Of one epoch, from its first look on.
    std::int64_t tracked_epoch = -1;
    std::unique_ptr<PresenceEngine> presence;                        // Null: the scene is empty.
    StreamTime time;                                                 // Of looks.
    std::optional<Instant> evidence;                                 // Arrival of the last one.
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
  Tracks follow(Stream& stream, const Frame& frame, const Detections& detections);
  void watch_zones(Stream& stream, const Frame& frame, const Tracks& tracks);
  void tell_events(const Stream& stream, const PresenceEvents& events) const;
  static void tell_presence(Stream& stream);
  static void show_unknown(Stream& stream);
  Instant advance_presence();
  void publish(Stream& stream, const Pending& pending, Tracks tracks);
  void publish_undecided(Stream& stream, const Pending& pending);
  Instant publish_overdue();

  const Clock& clock_;
  const AnalysisSettings settings_;
  const OnLook on_look_;
  BoundedQueue<Message> queue_;
  PersonIds ids_;  // This and the streams are of the thread alone.
  std::map<StreamId, Stream> streams_;
  std::jthread thread_;
};

}  // namespace trigo
