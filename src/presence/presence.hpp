#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "track/track.hpp"

namespace trigo {

/// An instant of a stream, by every clock that somebody may ask for.
struct Moment {
  double s = 0;            // Rises through all epochs: what durations are measured by.
  std::int64_t epoch = 0;  // This and the next two name the picture.
  std::int64_t sequence = 0;
  double media_time_s = 0;  // Within the epoch.
  std::int64_t utc_us = 0;  // Of arrival, since 1970; 0: not known (offline).

  bool operator==(const Moment&) const = default;
};

enum class PresenceState { unknown, vacant, occupied };
std::string_view to_string(PresenceState state);

/// How many are told of a zone in which `people` are known to be: of occupied at least 1, since
/// somebody is just going or coming; of unknown 0, and nobody should be told that.
int told_count(PresenceState state, int people);

/// Which way a line was crossed, seen walking it from its `from` to its `to`.
enum class Direction { left_to_right, right_to_left };
std::string_view to_string(Direction direction);

enum class PresenceEventType {
  entered,   // Somebody is in a zone. Causes: crossed, appeared, resumed.
  left,      // Somebody is no longer. Causes: seen, unobserved, interrupted.
  occupied,  // The first one is in a zone that was vacant.
  vacated,   // The last one is gone.
  unknown,   // Nothing is known of a zone any more.
  known,     // It is again.
  dwell,     // Somebody has been in a zone for as long as its `dwell` says.
  crossed,   // Somebody crossed a line.
};
std::string_view to_string(PresenceEventType type);

enum class PresenceCause {
  none,
  crossed,      // Came in over the border.
  appeared,     // Was there when first seen.
  resumed,      // Was there before evidence was lost, and is again.
  seen,         // Looks saw that they were gone.
  unobserved,   // Gone when evidence came back.
  interrupted,  // Nobody looks any more: the file or the program ended, the stream was removed.
};
std::string_view to_string(PresenceCause cause);

/// Something that happened in a zone or at a line. Told once decided, which is later than it was:
/// `at` is the look that showed it first.
struct PresenceEvent {
  PresenceEventType type = PresenceEventType::entered;
  PresenceCause cause = PresenceCause::none;
  std::string place;  // Name of the zone; of `crossed` that of the line.
  Moment at;
  // Of entered, left, dwell, crossed:
  std::int64_t person = 0;
  int class_id = 0;
  Moment since;                         // When the stay began; not of `crossed`.
  std::optional<std::int64_t> resumes;  // Of a stay that goes on: who it was before.
  // Of the others:
  PresenceState state = PresenceState::unknown;  // From `at` on.
  // Of crossed:
  Direction direction = Direction::left_to_right;

  bool operator==(const PresenceEvent&) const = default;
};

using PresenceEvents = std::vector<PresenceEvent>;

/// Somebody who is in a zone.
struct Stay {
  std::int64_t person = 0;
  int class_id = 0;
  Moment since;

  bool operator==(const Stay&) const = default;
};

/// Events of one zone since it is watched, by type and cause.
struct ZoneCounts {
  std::int64_t crossed = 0;  // Entered; so are the next two.
  std::int64_t appeared = 0;
  std::int64_t resumed = 0;
  std::int64_t seen = 0;  // Left; so are the next two.
  std::int64_t unobserved = 0;
  std::int64_t interrupted = 0;
  std::int64_t dwell = 0;

  void add(const PresenceEvent& event);

  bool operator==(const ZoneCounts&) const = default;
};

struct ZoneReading {
  std::string name;
  PresenceState state = PresenceState::unknown;
  Moment since;             // From when on it is in that state; of unknown: the last evidence.
  int count = 0;            // People in it; of occupied at least 1. Not known while unknown: 0.
  std::vector<Stay> stays;  // Those people, in the order of their ids; none while unknown.
  ZoneCounts counts;

  bool operator==(const ZoneReading&) const = default;
};

struct LineReading {
  std::string name;
  std::int64_t left_to_right = 0;  // Crossings since it is watched.
  std::int64_t right_to_left = 0;

  bool operator==(const LineReading&) const = default;
};

/// What is known of a stream's zones and lines.
struct PresenceReading {
  std::vector<ZoneReading> zones;  // As in the plan; so are the lines.
  std::vector<LineReading> lines;
  std::optional<Instant> evidence;  // Arrival of the last picture that was looked at.
  double evidence_limit_s = 0;      // Once it is so old, nothing is known.

  bool empty() const { return zones.empty() && lines.empty(); }

  bool operator==(const PresenceReading&) const = default;
};

}  // namespace trigo
