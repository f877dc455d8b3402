#pragma once

#include <SQLiteCpp/Database.h>

namespace trigo {

/// Version of the schema that this program writes.
inline constexpr int event_schema_version = 3;

/// Brings a store to that version, in one transaction; an empty file gets its tables. False: it is
/// of a later version, and left alone. Throws what SQLiteCpp throws.
bool migrate_events(SQLite::Database& database);

}  // namespace trigo
