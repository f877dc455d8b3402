#include "source/source_health.hpp"

#include <algorithm>
#include <utility>

namespace trigo {
namespace {

constexpr double gaps_in_limit = 5;
constexpr double gaps_in_mean = 16;

}  // namespace

SourceHealth::SourceHealth(const InputSettings& settings, const Clock& clock, Dice dice)
    : settings_(settings), clock_(clock), dice_(std::move(dice)) {}

void SourceHealth::opened(double declared_period_s) {
  if (!mean_gap_s_) mean_gap_s_ = declared_period_s;
  opened_ = last_frame_ = clock_.now();
  first_frame_.reset();
}

void SourceHealth::frame() {
  const Instant now = clock_.now();
  if (first_frame_)
    learn(now - last_frame_);
  else
    first_frame_ = now;
  last_frame_ = now;
}

void SourceHealth::learn(Duration gap) {
  if (mean_gap_s_) *mean_gap_s_ += (to_seconds(gap) - *mean_gap_s_) / gaps_in_mean;
}

void SourceHealth::forgive(Duration time) {
  last_frame_ += time;
}

void SourceHealth::closed() {
  // A camera that is only slow would be opened anew for ever, if nothing were learnt from that.
  if (first_frame_ && stalled()) learn(silence());
  if (first_frame_ && last_frame_ - *first_frame_ >= healthy) pause_ = first_pause;
  opened_.reset();
  first_frame_.reset();
}

Duration SourceHealth::silence() const {
  return opened_ ? clock_.now() - last_frame_ : Duration::zero();
}

Duration SourceHealth::gap_limit() const {
  if (!first_frame_) return settings_.max_gap;
  const Duration usual = from_seconds(gaps_in_limit * mean_gap_s_.value_or(0));
  return std::clamp<Duration>(usual, settings_.min_gap,
                              std::max(settings_.min_gap, settings_.max_gap));
}

bool SourceHealth::hopeless() const {
  const Duration limit = gap_limit();
  if (!first_frame_) return silence() > limit;
  return silence() > std::max(2 * limit, limit + least_patience);
}

Duration SourceHealth::next_pause() {
  const Duration longest = settings_.max_pause;
  const Duration pause = std::min(pause_, longest);
  pause_ = std::min(pause_ * 2, std::max(longest, first_pause));
  return from_seconds(to_seconds(pause) * (1 - dice_() / 4));
}

}  // namespace trigo
