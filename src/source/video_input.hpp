#pragma once

#include <functional>
#include <memory>
#include <stop_token>
#include <string>

#include "base/result.hpp"
#include "media/packet.hpp"
#include "source/input_settings.hpp"
#include "source/source_url.hpp"

namespace trigo {

/// A camera or file, demuxed. Thread-bound: after open() one thread reads and destroys it.
class VideoInput {
 public:
  /// Opens the source and finds its video stream, on a thread of its own, because resolving a name
  /// cannot be interrupted; on timeout or stop that thread is abandoned and ends by itself. Gives
  /// up after settings.timeout without progress, and as soon as `stop` is requested. Protocols and
  /// demuxers are limited to what the kind of source needs. Errors: unavailable, cancelled;
  /// invalid_argument if it is no video, holds no video stream, or has a codec that nothing here
  /// decodes.
  static Result<VideoInput> open(const SourceUrl& source, const InputSettings& settings,
                                 std::stop_token stop);

  VideoInput(VideoInput&&) noexcept;
  VideoInput& operator=(VideoInput&&) = delete;
  ~VideoInput();

  const VideoFormat& format() const;

  /// The next packet of the video stream; others are skipped. Where a transport stream goes on
  /// under another number, so does this, and says so: Packet::new_format. Blocks as long as the
  /// source does, but not beyond a stop, and of a network or a device only while `goes_on`, asked
  /// at least ten times a second, says so; without it, for settings.timeout. Errors: end_of_stream,
  /// unavailable (with the reason), cancelled; invalid_argument if what comes then is not to be
  /// played.
  Result<Packet> read(std::stop_token stop, const std::function<bool()>& goes_on = {});

 private:
  struct State;
  explicit VideoInput(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace trigo
