#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "presence/presence.hpp"

namespace trigo {

/// One event as it is kept: plain words, so that whoever opens the file understands it.
struct EventRecord {
  std::int64_t id = 0;      // Given by the store, rising; 0: not yet.
  std::int64_t utc_us = 0;  // When it happened, since 1970.
  std::string stream;       // Its id.
  std::string place;        // Name of the zone or line; empty: of the whole stream.
  std::string type;         // to_string(PresenceEventType), or one of those below.
  std::string cause;        // to_string(PresenceCause); empty: none.
  double media_time_s = 0;  // Within the epoch.
  std::int64_t epoch = 0;
  std::int64_t person = 0;    // 0: of nobody.
  std::string class_name;     // Of the person.
  std::int64_t since_us = 0;  // When the stay (or the loss) began, since 1970; 0: none did.
  std::int64_t resumes = 0;   // Who the person was before; 0: no one else.
  std::string state;          // Of a zone from then on: to_string(PresenceState); else empty.
  std::string direction;      // Of a crossing: to_string(Direction); else empty.
  std::int64_t count = 0;     // Of `gap`: events that were lost before it.
  std::string reason;         // Of `stream_lost`: why, for a person; else empty.
  bool snapshot = false;      // Of `entered`: a picture of the person is kept, or about to be.

  bool operator==(const EventRecord&) const = default;
};

using EventRecords = std::vector<EventRecord>;

/// Type of the event that tells of events that could not be kept. It has no stream and no place.
inline constexpr const char* gap_type = "gap";

/// A stream was lost, and is back: one of each an incident. They have no place.
inline constexpr const char* lost_type = "stream_lost";
inline constexpr const char* restored_type = "stream_restored";

/// Every type that an event can have.
inline constexpr std::array event_types{"entered", "left",        "occupied", "vacated",
                                        "unknown", "known",       "dwell",    "crossed",
                                        lost_type, restored_type, gap_type};

/// `classes`: the model's names.
EventRecord record_of(const std::string& stream, const PresenceEvent& event,
                      std::span<const std::string> classes);

}  // namespace trigo
