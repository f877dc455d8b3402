#pragma once

#include <SQLiteCpp/Statement.h>

#include "events/event_record.hpp"

namespace trigo {

/// Columns of the table `events` but its id, in the order of the two functions.
inline constexpr const char* event_columns =
    "utc_us, stream, place, type, cause, media_time_s, epoch, person, class, since_us, resumes, "
    "state, direction, count, snapshot, reason";

/// Of a row that has the id, then those columns.
EventRecord read_event(SQLite::Statement& row);

/// To a statement with a question mark for each of those columns.
void bind_event(SQLite::Statement& statement, const EventRecord& event);

}  // namespace trigo
