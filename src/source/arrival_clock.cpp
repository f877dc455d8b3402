#include "source/arrival_clock.hpp"

#include <chrono>

namespace trigo {

std::optional<Instant> ArrivalClock::arrive(Packet& packet, std::stop_token stop) {
  const Instant now = clock_.now();
  const Instant before = std::exchange(read_, now).value_or(now);
  const bool believed = pacer_.pace() != Pace::live || can_be_believed(packet, now);
  if (!believed) packet.due_s = due_s_ + to_seconds(now - before);
  due_s_ = packet.due_s;
  if (believed) return pacer_.arrive(packet.due_s, std::move(stop), packet.waited);
  return pacer_.arrive_unstamped(period_s(), packet.waited, std::move(stop));
}

bool ArrivalClock::can_be_believed(const Packet& packet, Instant read) {
  stamps_.packet(read, packet.due_s);
  if (!stamps_.trusted() && !by_arrival_) {
    by_arrival_ = changed_ = true;
    rate_is_known_ = false;
    pacer_.restart(0);
  }
  if (!rate_is_known_ && stamps_.period_s()) learn_rate(*stamps_.period_s());
  return stamps_.trusted();
}

/// Schedules count on it, so a wrong one costs an epoch, once. Fields may come in packets of their
/// own, so a sender with a good clock is not believed to be faster than it declares.
void ArrivalClock::learn_rate(double measured_s) {
  rate_is_known_ = true;
  const double ratio = measured_s / format_.picture_period_s;
  const bool differs = ratio > 1 + rate_tolerance || (by_arrival_ && ratio < 1 - rate_tolerance);
  if (!differs) return;
  measured_period_s_ = measured_s;
  changed_ = true;
}

std::int64_t ArrivalClock::stamp_of(std::int64_t timestamp, Instant arrival) const {
  if (!by_arrival_) return timestamp;
  return std::chrono::duration_cast<std::chrono::microseconds>(arrival.time_since_epoch()).count();
}

}  // namespace trigo
