#pragma once

#include <cmath>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>

#include "base/clock.hpp"
#include "live/live_stream.hpp"

namespace trigo {

/// When the last pictures of one stream should have reached us, so that a viewer who is told their
/// media time alone knows how old they are. Thread-safe.
class Arrivals {
 public:
  /// Notes every picture that is published from now on.
  explicit Arrivals(const std::shared_ptr<LiveStream>& stream)
      : subscription_(stream->subscribe([this, from = std::weak_ptr(stream)] {
          if (const auto alive = from.lock()) note(alive->newest());
        })) {}

  /// `media_time_s`: as viewers are told, to the millisecond. Nothing: long gone, or unknown.
  std::optional<Instant> of(double media_time_s) const {
    const auto ms = std::llround(media_time_s * 1000);
    std::lock_guard lock(mutex_);
    for (auto seen = seen_.rbegin(); seen != seen_.rend(); ++seen)
      if (seen->media_time_ms == ms) return seen->arrival;
    return std::nullopt;
  }

 private:
  static constexpr std::size_t limit = 256;

  struct Seen {
    long long media_time_ms = 0;
    Instant arrival;
  };

  void note(const std::shared_ptr<const LivePicture>& picture) {
    if (!picture) return;
    std::lock_guard lock(mutex_);
    if (seen_.size() == limit) seen_.pop_front();
    seen_.push_back({std::llround(picture->frame.media_time_s * 1000), picture->frame.arrival});
  }

  mutable std::mutex mutex_;  // Guards seen_.
  std::deque<Seen> seen_;
  Wakes::Subscription subscription_;
};

}  // namespace trigo
