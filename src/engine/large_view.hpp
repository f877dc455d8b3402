#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <thread>

#include "base/clock.hpp"
#include "base/geometry.hpp"
#include "base/ids.hpp"
#include "base/result.hpp"
#include "decode/decoder.hpp"
#include "engine/recent_pictures.hpp"
#include "live/live_stream.hpp"
#include "metrics/samples.hpp"
#include "source/input_settings.hpp"
#include "source/source_health.hpp"

namespace trigo {

enum class LargeViewState {
  idle,        // Nobody looks: no thread, no connection.
  connecting,  // Being opened.
  running,     // Gives pictures.
  waiting,     // Failed; will be tried again.
  error,       // Failed, and trying again is not likely to help; it is, rarely.
};
std::string_view to_string(LargeViewState state);

/// A camera's other, larger stream, for those who look at it large; nothing is detected in it. The
/// first who subscribes to live() has it opened, and it closes some seconds after the last has
/// left. Its pictures carry the tracks of the wall's pictures, matched by arrival. While it gives
/// none, live() has the wall's. Thread-safe.
class LargeView : public std::enable_shared_from_this<LargeView> {
 public:
  static constexpr Duration linger = std::chrono::seconds(5);  // After the last one left.
  /// After so long without a large picture the wall's are shown.
  static constexpr Duration patience = std::chrono::seconds(2);
  /// Part by which its shape may differ from the wall's: boxes would not fit.
  static constexpr double shape_tolerance = 0.02;

  struct Reading {
    LargeViewState state = LargeViewState::idle;
    std::string reason;  // Why it does not run, or did not when it was tried last.
    Size picture;        // Of the last one; empty before the first.
    double fps = 0;
    int failures = 0;  // In all.
  };

  /// `url` as parse_source() takes it. `wall` is the detector's stream. `clock` outlives close().
  static std::shared_ptr<LargeView> create(StreamId stream, std::string url,
                                           const InputSettings& input,
                                           std::shared_ptr<LiveStream> wall, Clock& clock);
  ~LargeView();  // close()

  const std::shared_ptr<LiveStream>& live() const { return live_; }
  /// Without its password.
  const std::string& shown_url() const { return shown_url_; }
  Reading reading() const;

  /// It is not opened any more, and what is open begins to close.
  void request_stop();
  /// The same, and waits for its end. Called by one thread, once; again by the destructor.
  void close();

 private:
  struct Play;  // One opened input, from its first packet to its last.

  LargeView(StreamId stream, std::string url, const InputSettings& input,
            std::shared_ptr<LiveStream> wall, Clock& clock);

  void look();
  bool is_open() const;
  bool is_looked_at();
  bool leave(const std::stop_token& stop);
  void take_wall_picture();
  void run(std::stop_token stop);
  Error play(SourceHealth& health, std::stop_token stop);
  Result<std::unique_ptr<Play>> open(SourceHealth& health, std::stop_token stop);
  Result<void> step(Play& play, std::stop_token stop);
  Result<void> fetch(Play& play);
  double media_time(Play& play, const DecodedPicture& decoded);
  Result<void> show(Frame frame);
  void fail_for_now(const Error& why);
  void rest(Duration pause, std::stop_token stop);

  const StreamId stream_;
  const std::string url_;
  const std::string shown_url_;
  const InputSettings input_;
  const std::shared_ptr<LiveStream> wall_;
  Clock& clock_;
  std::shared_ptr<LiveStream> live_;
  RateMeter shown_;
  std::int64_t epoch_ = 0;    // Of the thread alone.
  mutable std::mutex mutex_;  // Guards everything below, but thread_ only until closed_.
  bool closed_ = false;
  bool open_ = false;  // The thread runs.
  Instant looked_at_;
  std::optional<Instant> large_shown_;  // When the last large picture was published.
  RecentPictures recent_;
  LargeViewState state_ = LargeViewState::idle;
  std::string reason_;
  Size picture_;
  int failures_ = 0;
  std::jthread thread_;
};

}  // namespace trigo
