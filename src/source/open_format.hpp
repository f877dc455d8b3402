#pragma once

#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "media/packet.hpp"
#include "source/input_settings.hpp"
#include "source/source_url.hpp"

namespace trigo {

/// Tracks of a container; more are taken for damage.
inline constexpr int most_tracks = 256;

/// libav's demuxers and decoders get no more memory than this at once, whatever a file claims. A
/// plane of the largest picture in 16 bits takes half of it.
inline constexpr int largest_block_mb = 256;

/// What libav asks, at least ten times a second, while it waits for the network.
class Watch {
 public:
  /// Between two packets; who asks more often is fed garbage, and is slowed down.
  static constexpr int most_polls = 20'000;

  Watch(std::chrono::milliseconds timeout, std::stop_token stop)
      : timeout_(timeout), stop_(std::move(stop)) {
    renew();
  }

  /// Something came: the time to wait begins again.
  void renew() { give(timeout_); }
  /// From now on.
  void give(std::chrono::milliseconds time) {
    renewed_ = std::chrono::steady_clock::now();
    deadline_ = renewed_ + time;
    polls_ = 0;
    gave_up_ = false;
  }
  /// For the thread that blocks in libav. `goes_on`: instead of the time; empty: by the time.
  void obey(std::stop_token stop, std::function<bool()> goes_on = {}) {
    stop_ = std::move(stop);
    goes_on_ = std::move(goes_on);
  }

  /// libav asks; on the thread that blocks.
  bool must_give_up();
  /// Whatever comes renews the time to wait, until so long from now; nothing: not any more.
  void renew_by_itself(std::optional<std::chrono::milliseconds> longest) {
    last_renewal_.reset();
    if (longest) last_renewal_ = std::chrono::steady_clock::now() + *longest;
  }
  /// It was told to. What it still gives then, such as half a picture, is not to be trusted.
  bool gave_up() const { return gave_up_; }

  bool stopped() const { return stop_.stop_requested(); }
  bool expired() const {
    return goes_on_ ? !goes_on_() : std::chrono::steady_clock::now() >= deadline();
  }
  Instant deadline() const { return deadline_; }
  /// After which it was, or is to be, given up.
  Duration patience() const {
    return goes_on_ ? std::chrono::steady_clock::now() - renewed_ : Duration(timeout_);
  }

 private:
  const std::chrono::milliseconds timeout_;
  std::stop_token stop_;
  std::function<bool()> goes_on_;
  Instant renewed_;
  int polls_ = 0;
  bool gave_up_ = false;
  Instant polled_;
  std::optional<Instant> last_renewal_;
  std::atomic<Instant> deadline_;  // Another thread may wait for it.
};

/// A source that libav has opened, and its one video stream that all this is about.
struct OpenFormat {
  std::shared_ptr<Watch> watch;  // Before format: libav holds its address until that is closed.
  FormatHandle format;
  int video_index = 0;
  VideoFormat video;
};

/// Opens and probes; every other stream is left out from here on, but for those of video in a
/// transport stream, as which ours may go on. Blocks while resolving names,
/// whatever `watch` says; else gives up when it says so. Errors: as VideoInput::open().
Result<OpenFormat> open_format(const SourceUrl& source, const InputSettings& settings,
                               std::shared_ptr<Watch> watch);

/// Whether the stream holds moving pictures.
bool is_video(const OpenFormat& open, int index);

/// Makes this stream the one that all is about. Errors: invalid_argument if it is not to be played.
Result<void> use_stream(OpenFormat& open, int index, const SourceUrl& source,
                        const InputSettings& settings);

}  // namespace trigo
