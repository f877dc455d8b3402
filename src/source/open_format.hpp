#pragma once

#include <atomic>
#include <chrono>
#include <memory>
#include <stop_token>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "media/packet.hpp"
#include "source/source_url.hpp"

namespace trigo {

/// What libav asks, ten times a second, while it waits for the network.
class Watch {
 public:
  Watch(std::chrono::milliseconds timeout, std::stop_token stop)
      : timeout_(timeout), stop_(std::move(stop)) {
    renew();
  }

  /// Something came: the time to wait begins again.
  void renew() { give(timeout_); }
  /// From now on.
  void give(std::chrono::milliseconds time) { deadline_ = std::chrono::steady_clock::now() + time; }
  /// For the thread that blocks in libav.
  void obey(std::stop_token stop) { stop_ = std::move(stop); }
  bool stopped() const { return stop_.stop_requested(); }
  bool expired() const { return std::chrono::steady_clock::now() >= deadline(); }
  Instant deadline() const { return deadline_; }
  std::chrono::milliseconds timeout() const { return timeout_; }

 private:
  const std::chrono::milliseconds timeout_;
  std::stop_token stop_;
  std::atomic<Instant> deadline_;  // Another thread may wait for it.
};

/// A source that libav has opened, and its one video stream that all this is about.
struct OpenFormat {
  std::shared_ptr<Watch> watch;  // Before format: libav holds its address until that is closed.
  FormatHandle format;
  int video_index = 0;
  VideoFormat video;
};

/// Opens and probes; every other stream is left out from here on. Blocks while resolving names,
/// whatever `watch` says; else gives up when it says so. Errors: as VideoInput::open().
Result<OpenFormat> open_format(const SourceUrl& source, std::shared_ptr<Watch> watch);

}  // namespace trigo
