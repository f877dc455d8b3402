#pragma once

#include <atomic>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/frame_ledger.hpp"
#include "base/geometry.hpp"
#include "decode/decode_plan.hpp"
#include "metrics/histogram.hpp"
#include "metrics/samples.hpp"
#include "presence/presence.hpp"
#include "presence/scene_plan.hpp"
#include "track/track.hpp"

namespace trigo {

enum class StreamState {
  connecting,  // Being opened, or open without a picture yet.
  running,     // Gives pictures.
  stalled,     // Open, but has given none for too long.
  waiting,     // Failed; will be tried again.
  ended,       // A file without --loop was played to its end.
  error,       // A mistake: a file that is none, an address behind which is no video.
};
std::string_view to_string(StreamState state);

/// What the source turned out to be.
struct StreamShape {
  std::string codec;
  Size picture;
  double declared_fps = 0;
  std::int64_t picture_count = 0;  // Estimate for a file; 0: unknown.
};

/// How the stream is decoded now.
struct DecodeState {
  DecodeMode wanted = DecodeMode::automatic;
  DecodeMode now = DecodeMode::automatic;  // automatic: not known yet.
  std::string reason;                      // For people.
  bool cut = false;                        // Less than wanted, in turns: time is short.
  double key_period_s = 0;                 // 0: not known yet.
};

/// What there was at the last look.
struct TrackReading {
  std::int64_t epoch = 0;
  std::int64_t sequence = 0;
  double media_time_s = 0;
  Tracks tracks;
};

class LargeView;

/// A stream got into a state.
struct StreamChange {
  std::int64_t utc_us = 0;  // Since 1970.
  StreamState state = StreamState::connecting;
  std::string reason;
};

/// What is told of one stream: written by its worker and the analysis, read by anybody.
/// Thread-safe. Held by shared_ptr: a late result may come after the stream was removed.
class StreamStatus {
 public:
  static constexpr std::size_t most_changes = 32;

  /// `clock` outlives this. `shown_url` holds no password.
  StreamStatus(std::string id, const std::string& title, std::string shown_url, const Clock& clock,
               ScenePlan scene = {});

  const std::string id;
  const std::string title;
  const std::string shown_url;
  const std::shared_ptr<const ScenePlan> scene;
  std::shared_ptr<const LargeView> large;  // Null: it has none. Set before others see this.
  const std::shared_ptr<FrameLedger> ledger = FrameLedger::create();
  RateMeter decoded;          // Pictures.
  RateMeter detected;         // Frames.
  RecentValues ages_ms{512};  // Of detected frames, when published.
  std::atomic<double> lag_ms{0};
  std::atomic<double> cpu_ms_per_s{0};     // Of the worker's thread: demux and decode.
  std::atomic<double> wanted_period_s{0};  // Between looks, as configured; 0 until the stream runs.
  std::atomic<double> detect_period_s{0};  // Now planned: longer where only key frames are decoded.
  std::atomic<int> failures{0};            // Openings and sessions that failed, in all.
  std::atomic<int> incidents{0};           // Times it was lost.
  std::atomic<double> gap_limit_s{0};      // Silence after which it is stalled; 0: not known.
  std::atomic<std::int64_t> epoch{0};
  std::atomic<bool> by_arrival{false};  // Its stamps are no good; see docs/design/time.md.

  /// As ages_ms, but in seconds and since the start.
  Histogram ages_s{{.005, .01, .02, .03, .05, .08, .1, .15, .2, .3, .5, 1, 2, 5}};

  void set_state(StreamState state, std::string reason = {});
  StreamState state() const;
  /// Why it is `stalled`, `waiting`, `ended` or in `error`; while it is `connecting` again, why it
  /// has to.
  std::string reason() const;
  bool ever_ran() const;
  /// The last most_changes, newest last. Tries that fail as the one before did are left out.
  std::vector<StreamChange> history() const;

  void set_shape(StreamShape shape);
  StreamShape shape() const;

  void set_decode(DecodeState decode);
  DecodeState decode() const;

  /// Of a look. Forgotten when the stream stops running: who is there is not known then.
  void set_tracks(TrackReading tracks);
  std::optional<TrackReading> tracks() const;
  /// Confirmed tracks of class person at the last look.
  std::optional<int> people() const;

  /// What is known of the scene; never null. It grows old by the clock alone, whatever the state.
  void set_presence(std::shared_ptr<const PresenceReading> presence);
  std::shared_ptr<const PresenceReading> presence() const;

 private:
  void note_change();

  const Clock& clock_;
  mutable std::mutex mutex_;  // Guards everything below.
  std::deque<StreamChange> history_;
  StreamState state_ = StreamState::connecting;
  std::string reason_;
  bool ever_ran_ = false;
  StreamShape shape_;
  DecodeState decode_;
  std::optional<TrackReading> tracks_;
  std::shared_ptr<const PresenceReading> presence_ = std::make_shared<PresenceReading>();
};

}  // namespace trigo
