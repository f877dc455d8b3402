#include "events/presence_history.hpp"

#include <algorithm>

#include "base/check.hpp"

namespace trigo {
namespace {

/// Goes through a zone's past from moment to moment at which anything changes.
class Walk {
 public:
  /// A time in which nothing changes.
  struct Step {
    std::int64_t from_us;
    std::int64_t to_us;
    PresenceState state;
    int count;  // told_count()
  };

  Walk(const PresencePast& past, std::int64_t from_us) : states_(past.states), now_us_(from_us) {
    for (const PastStay& stay : past.stays) {
      if (stay.to_us <= stay.from_us) continue;
      begins_.push_back(stay.from_us);
      ends_.push_back(stay.to_us);
    }
    std::sort(begins_.begin(), begins_.end());
    std::sort(ends_.begin(), ends_.end());
  }

  /// Up to `limit_us` at most, which must lie ahead.
  Step next(std::int64_t limit_us) {
    while (state_ < states_.size() && states_[state_].from_us <= now_us_) ++state_;
    while (begun_ < begins_.size() && begins_[begun_] <= now_us_) ++begun_;
    while (ended_ < ends_.size() && ends_[ended_] <= now_us_) ++ended_;
    std::int64_t until_us = limit_us;
    if (state_ < states_.size()) until_us = std::min(until_us, states_[state_].from_us);
    if (begun_ < begins_.size()) until_us = std::min(until_us, begins_[begun_]);
    if (ended_ < ends_.size()) until_us = std::min(until_us, ends_[ended_]);
    const auto state = state_ == 0 ? PresenceState::unknown : states_[state_ - 1].state;
    const int people = static_cast<int>(begun_) - static_cast<int>(ended_);
    const Step step{now_us_, until_us, state, told_count(state, people)};
    now_us_ = until_us;
    return step;
  }

 private:
  const std::vector<StateChange>& states_;
  std::vector<std::int64_t> begins_;
  std::vector<std::int64_t> ends_;
  std::int64_t now_us_;
  std::size_t state_ = 0;  // Behind the one that holds.
  std::size_t begun_ = 0;
  std::size_t ended_ = 0;
};

std::size_t place_of(std::int64_t us, std::int64_t bucket_us) {
  return static_cast<std::size_t>(us / bucket_us);
}

/// `buckets` lie side by side from `from_us` on, each but the last `bucket_us` long.
void add_stays(const PresencePast& past, std::int64_t from_us, std::int64_t to_us,
               std::int64_t bucket_us, std::vector<PresenceBucket>& buckets) {
  for (const PastStay& stay : past.stays) {
    if (stay.to_us <= stay.from_us || stay.from_us >= to_us || stay.to_us <= from_us) continue;
    const std::int64_t length_us =
        (stay.to_us == PastStay::open ? to_us : stay.to_us) - stay.from_us;
    if (stay.from_us >= from_us) ++buckets[place_of(stay.from_us - from_us, bucket_us)].entered;
    const auto first = place_of(std::max(stay.from_us - from_us, std::int64_t{0}), bucket_us);
    const auto last = place_of(std::min(stay.to_us, to_us) - 1 - from_us, bucket_us);
    for (auto i = first; i <= last; ++i)
      buckets[i].longest_us = std::max(buckets[i].longest_us, length_us);
  }
}

}  // namespace

std::vector<PresenceInterval> intervals_of(const PresencePast& past, std::int64_t from_us,
                                           std::int64_t to_us) {
  std::vector<PresenceInterval> intervals;
  Walk walk(past, from_us);
  for (std::int64_t now_us = from_us; now_us < to_us;) {
    const auto step = walk.next(to_us);
    if (intervals.empty() || intervals.back().state != step.state)
      intervals.push_back({step.from_us, step.to_us, step.state, step.count});
    intervals.back().to_us = step.to_us;
    intervals.back().max_count = std::max(intervals.back().max_count, step.count);
    now_us = step.to_us;
  }
  return intervals;
}

std::vector<PresenceBucket> buckets_of(const PresencePast& past, std::int64_t from_us,
                                       std::int64_t to_us, std::int64_t bucket_us) {
  TRIGO_CHECK(bucket_us > 0);
  std::vector<PresenceBucket> buckets;
  Walk walk(past, from_us);
  for (std::int64_t begin_us = from_us; begin_us < to_us;) {
    PresenceBucket bucket{.from_us = begin_us, .to_us = std::min(begin_us + bucket_us, to_us)};
    double person_us = 0;
    for (std::int64_t now_us = begin_us; now_us < bucket.to_us;) {
      const auto step = walk.next(bucket.to_us);
      const std::int64_t span_us = step.to_us - step.from_us;
      if (step.state == PresenceState::occupied) bucket.occupied_us += span_us;
      if (step.state == PresenceState::vacant) bucket.vacant_us += span_us;
      if (step.state == PresenceState::unknown) bucket.unknown_us += span_us;
      bucket.max_count = std::max(bucket.max_count, step.count);
      person_us += static_cast<double>(span_us) * step.count;
      now_us = step.to_us;
    }
    const auto known_us = static_cast<double>(bucket.occupied_us + bucket.vacant_us);
    if (known_us > 0) bucket.mean_count = person_us / known_us;
    begin_us = bucket.to_us;
    buckets.push_back(bucket);
  }
  add_stays(past, from_us, to_us, bucket_us, buckets);
  return buckets;
}

}  // namespace trigo
