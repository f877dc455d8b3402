#pragma once

#include <cstdint>
#include <optional>
#include <stop_token>
#include <utility>

#include "media/packet.hpp"
#include "source/pacer.hpp"
#include "source/stamp_judge.hpp"

namespace trigo {

/// When the packets of one input arrive, and which clock media time is to follow: the stream's own,
/// or that of arrival where its stamps cannot be believed. The rules: docs/design/time.md.
/// Thread-bound.
class ArrivalClock {
 public:
  /// A measured picture rate is taken for the declared one if they differ by more than this part.
  static constexpr double rate_tolerance = 0.2;

  /// All outlive this.
  ArrivalClock(const VideoFormat& format, Pacer& pacer, const Clock& clock)
      : format_(format), pacer_(pacer), clock_(clock), stamps_(format.own_clock) {}

  /// See Pacer::arrive(). `packet.due_s` is made that of the clock that is followed.
  std::optional<Instant> arrive(Packet& packet, std::stop_token stop);

  /// Whether another clock is followed, or another picture rate is known, than when this was asked
  /// last: continuity is broken then.
  bool changed() { return std::exchange(changed_, false); }
  bool by_arrival() const { return by_arrival_; }
  /// From picture to picture: as declared, or as measured if that is wrong.
  double period_s() const { return measured_period_s_.value_or(format_.picture_period_s); }

  /// For a MediaClock: what a picture's stamp is by the clock that is followed, and its unit.
  std::int64_t stamp_of(std::int64_t timestamp, Instant arrival) const;
  AVRational time_base() const {
    return by_arrival_ ? AVRational{1, 1'000'000} : format_.time_base;
  }

 private:
  bool can_be_believed(const Packet& packet, Instant read);
  void learn_rate(double measured_s);

  const VideoFormat& format_;
  Pacer& pacer_;
  const Clock& clock_;
  StampJudge stamps_;
  bool by_arrival_ = false;
  bool rate_is_known_ = false;               // Measured.
  std::optional<double> measured_period_s_;  // If that declared is wrong.
  bool changed_ = false;
  std::optional<Instant> read_;  // When the last packet was.
  double due_s_ = 0;             // Of the last packet.
};

}  // namespace trigo
