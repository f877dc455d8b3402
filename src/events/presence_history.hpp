#pragma once

#include <cstdint>
#include <vector>

#include "presence/presence.hpp"

namespace trigo {

/// From when on a zone was in a state.
struct StateChange {
  std::int64_t from_us = 0;
  PresenceState state = PresenceState::unknown;
};

/// Somebody's time in a zone. Microseconds since 1970; an open one lasts for ever.
struct PastStay {
  static constexpr std::int64_t open = INT64_MAX;

  std::int64_t from_us = 0;
  std::int64_t to_us = open;
};

/// What is on record of one zone in some time.
struct PresencePast {
  std::vector<StateChange> states;  // In order; the first one from before that time, if any.
  std::vector<PastStay> stays;      // Those that reach into it.
};

/// A time in which a zone was in one state.
struct PresenceInterval {
  std::int64_t from_us = 0;
  std::int64_t to_us = 0;
  PresenceState state = PresenceState::unknown;
  int max_count = 0;  // Of unknown 0.

  bool operator==(const PresenceInterval&) const = default;
};

/// A piece of time, whatever happened in it. The three durations add up to its length.
struct PresenceBucket {
  std::int64_t from_us = 0;
  std::int64_t to_us = 0;
  std::int64_t occupied_us = 0;
  std::int64_t vacant_us = 0;
  std::int64_t unknown_us = 0;
  int max_count = 0;
  double mean_count = 0;        // Over the time in which it was known; 0 if it never was.
  int entered = 0;              // Stays that began in it.
  std::int64_t longest_us = 0;  // Of the stays that reach into it: how long the longest is in all.

  bool operator==(const PresenceBucket&) const = default;
};

/// What was known from `from_us` to before `to_us`. Before the first state nothing was.
std::vector<PresenceInterval> intervals_of(const PresencePast& past, std::int64_t from_us,
                                           std::int64_t to_us);

/// The same in pieces of `bucket_us`, the last one as long as is left. Stays that are open are as
/// long as they are by `to_us`.
std::vector<PresenceBucket> buckets_of(const PresencePast& past, std::int64_t from_us,
                                       std::int64_t to_us, std::int64_t bucket_us);

}  // namespace trigo
