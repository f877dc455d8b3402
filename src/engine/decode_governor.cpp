#include "engine/decode_governor.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace trigo {
namespace {

// Multiples of it, modulo 1, lie evenly; and so do pairs of them with multiples of the number by
// which `run` staggers files (both are of the plastic number: M. Roberts' R2 sequence). Streams
// whose key frames come one after the other shall not have their turns together, too.
constexpr double spread = 0.7548776662;
constexpr double cut_when_late = 0.8;  // Factors, one a step.
constexpr double deepest_cut = 0.7;
constexpr double raise = 1.05;
constexpr double raise_when_idle = 1.2;
constexpr double smoothing = 0.1;

}  // namespace

DecodeGovernor::DecodeGovernor(const Clock& clock, Probe probe)
    : clock_(clock), probe_(std::move(probe)), adjusted_(clock.now()) {}

void DecodeGovernor::add(StreamId stream, double priority) {
  std::lock_guard lock(mutex_);
  if (streams_.size() <= stream.slot) streams_.resize(stream.slot + 1);
  // Different first credits, so that the turns of streams that begin together do not coincide.
  const double credit = std::fmod((stream.slot + 1) * spread, 1);
  streams_[stream.slot] = {.id = stream, .used = true, .priority = priority, .credit = credit};
}

void DecodeGovernor::remove(StreamId stream) {
  std::lock_guard lock(mutex_);
  if (Stream* found = find(stream)) found->used = false;
}

bool DecodeGovernor::turn(StreamId stream) {
  std::lock_guard lock(mutex_);
  Stream* found = find(stream);
  if (found == nullptr) return true;
  const Instant now = clock_.now();
  if (found->turned)
    turn_period_s_ += smoothing * (to_seconds(now - *found->turned) - turn_period_s_);
  found->turned = now;
  found->credit += std::min(1.0, share_ * found->priority);
  found->whole = found->credit >= 1;
  if (found->whole) found->credit -= 1;
  return found->whole;
}

bool DecodeGovernor::leave(StreamId stream, Duration lag) {
  if (lag < very_late) return false;
  std::lock_guard lock(mutex_);
  Stream* found = find(stream);
  if (found == nullptr || !found->whole || whole_part() <= share_) return false;
  found->whole = false;
  return true;
}

void DecodeGovernor::note(StreamId stream, Duration lag) {
  std::lock_guard lock(mutex_);
  Stream* found = find(stream);
  if (found == nullptr) return;
  found->lag = found->heard ? std::max(found->lag, lag) : lag;
  found->heard = true;
  const Instant now = clock_.now();
  const Duration step =
      std::clamp<Duration>(from_seconds(turn_period_s_), shortest_step, longest_step);
  if (now - adjusted_ < step) return;
  adjusted_ = now;
  adjust(probe_());
}

DecodeGovernor::Stream* DecodeGovernor::find(StreamId stream) {
  if (stream.slot >= streams_.size()) return nullptr;
  Stream& found = streams_[stream.slot];
  return found.used && found.id == stream ? &found : nullptr;
}

/// Which part of the streams is in a group that is decoded whole.
double DecodeGovernor::whole_part() const {
  double whole = 0;
  double all = 0;
  for (const Stream& stream : streams_) {
    if (!stream.used) continue;
    all += stream.priority;
    if (stream.whole) whole += stream.priority;
  }
  return all > 0 ? whole / all : 0;
}

/// The median of the streams' largest lags since the last step: one stream may be late for reasons
/// of its own.
Duration DecodeGovernor::usual_lag() {
  std::vector<Duration> lags;
  for (Stream& stream : streams_) {
    if (stream.used && stream.heard) lags.push_back(stream.lag);
    stream.heard = false;
  }
  if (lags.empty()) return {};
  const auto middle = lags.begin() + std::ssize(lags) / 2;
  std::nth_element(lags.begin(), middle, lags.end());
  return *middle;
}

void DecodeGovernor::adjust(const EngineLoad& load) {
  const auto detected = static_cast<double>(load.detected - before_.detected);
  const auto lost = static_cast<double>(load.lost - before_.lost);
  before_ = load;
  const double loss = detected + lost > 0 ? lost / (detected + lost) : 0;
  const bool in_vain =
      loss > tolerated_loss && load.busy > scarce && load.decode_part > tolerated_decode_part;
  const Duration lag = usual_lag();

  double factor = load.busy > scarce ? raise : raise_when_idle;
  if (lag > late)
    factor = cut_when_late;
  else if (in_vain)  // Half of the way, by ratio, to where just so much is lost as is tolerated.
    factor = std::max(deepest_cut, std::sqrt((1 - loss) / (1 - tolerated_loss)));
  share_ = std::clamp(share_ * factor, smallest_share, 1.0);
}

}  // namespace trigo
