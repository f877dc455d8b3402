#pragma once

#include <optional>
#include <string>
#include <vector>

#include <SQLiteCpp/Database.h>

#include "events/event_record.hpp"
#include "events/presence_history.hpp"

namespace trigo {

/// Which events are asked for. Empty texts: any.
struct EventQuery {
  std::string stream;
  std::string place;
  std::vector<std::string> types;        // Any of these; none: any at all.
  std::optional<std::int64_t> since_us;  // Happened then or later …
  std::optional<std::int64_t> until_us;  // … and earlier than then.
  std::optional<std::int64_t> after;     // Only ids beyond this one, in the order asked for.
  bool newest_first = false;             // By id; else oldest first.
  int limit = 100;                       // At least 1.
};

/// What is asked for of a store that is open. This and the next throw what SQLiteCpp throws.
EventRecords find_events(const SQLite::Database& database, const EventQuery& query);

/// See EventStore::past().
PresencePast find_past(const SQLite::Database& database, const std::string& stream,
                       const std::string& zone, std::int64_t from_us, std::int64_t to_us);

/// The ends of what the program that wrote last left open, as of when it was last alive: stays, and
/// what was known of zones.
EventRecords find_left_open(const SQLite::Database& database);

/// Id of the first event that was recorded then or later; one beyond the last, if none was.
std::int64_t first_recorded(const SQLite::Database& database, std::int64_t since_us);

}  // namespace trigo
