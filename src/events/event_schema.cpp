#include "events/event_schema.hpp"

#include <SQLiteCpp/Statement.h>
#include <SQLiteCpp/Transaction.h>
#include <fmt/format.h>

namespace trigo {
namespace {

// AUTOINCREMENT: an id is never given out twice, so a cursor is good for ever.
constexpr const char* version_1 = R"sql(
CREATE TABLE events(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  utc_us INTEGER NOT NULL,
  stream TEXT NOT NULL,
  place TEXT NOT NULL,
  type TEXT NOT NULL,
  cause TEXT NOT NULL,
  media_time_s REAL NOT NULL,
  epoch INTEGER NOT NULL,
  person INTEGER NOT NULL,
  class TEXT NOT NULL,
  since_us INTEGER NOT NULL,
  resumes INTEGER NOT NULL,
  state TEXT NOT NULL,
  direction TEXT NOT NULL,
  count INTEGER NOT NULL);
CREATE INDEX events_by_place ON events(stream, place, id);
CREATE INDEX events_by_type ON events(type, id);
CREATE INDEX events_by_time ON events(utc_us);

-- From when to when somebody was in a zone; until the largest integer: they are there still.
CREATE TABLE stays(
  stream TEXT NOT NULL,
  zone TEXT NOT NULL,
  person INTEGER NOT NULL,
  class TEXT NOT NULL,
  since_us INTEGER NOT NULL,
  until_us INTEGER NOT NULL);
CREATE INDEX stays_by_end ON stays(stream, zone, until_us, person, since_us);
CREATE INDEX stays_by_age ON stays(until_us);

-- From when on a zone was in which state.
CREATE TABLE states(
  id INTEGER PRIMARY KEY,
  stream TEXT NOT NULL,
  zone TEXT NOT NULL,
  from_us INTEGER NOT NULL,
  state TEXT NOT NULL);
CREATE INDEX states_by_time ON states(stream, zone, from_us, id);
CREATE INDEX states_by_age ON states(from_us);

-- One row: when this program was last known to run.
CREATE TABLE alive(one INTEGER PRIMARY KEY CHECK(one = 1), utc_us INTEGER NOT NULL);
INSERT INTO alive VALUES(1, 0);
)sql";

// recorded_us never falls from row to row, so a binary search finds what happened from a moment on:
// nothing happens after it was recorded. What was recorded late is found by an index of its own.
constexpr const char* version_2 = R"sql(
ALTER TABLE events ADD COLUMN recorded_us INTEGER NOT NULL DEFAULT 0;
ALTER TABLE events ADD COLUMN snapshot INTEGER NOT NULL DEFAULT 0;
UPDATE events SET recorded_us = risen.us FROM
  (SELECT id, MAX(utc_us) OVER (ORDER BY id) AS us FROM events) AS risen
  WHERE risen.id = events.id;
DROP INDEX events_by_time;
CREATE INDEX events_by_stream ON events(stream, id);
-- What is rare, as most that is asked for, would else be looked for among all of a place.
CREATE INDEX events_by_stream_type ON events(stream, type, id);
CREATE INDEX events_by_place_type ON events(stream, place, type, id);
CREATE INDEX events_late ON events(id) WHERE recorded_us - utc_us > 60000000;
CREATE INDEX events_with_snapshot ON events(utc_us) WHERE snapshot = 1;

-- With the state, so that the past of a zone is read from the index alone.
DROP INDEX states_by_time;
CREATE INDEX states_by_time ON states(stream, zone, from_us, id, state);

-- One row: what tells this record from every other one.
CREATE TABLE record(one INTEGER PRIMARY KEY CHECK(one = 1), uid TEXT NOT NULL);
INSERT INTO record VALUES(1, lower(hex(randomblob(8))));

-- Up to which event a sink has taken them.
CREATE TABLE cursors(sink TEXT PRIMARY KEY, event INTEGER NOT NULL);
)sql";

// Why a stream was lost.
constexpr const char* version_3 = R"sql(
ALTER TABLE events ADD COLUMN reason TEXT NOT NULL DEFAULT '';
)sql";

/// To version i + 1 from the one before.
constexpr const char* steps[] = {version_1, version_2, version_3};
static_assert(std::size(steps) == event_schema_version);

}  // namespace

bool migrate_events(SQLite::Database& database) {
  const int version = database.execAndGet("PRAGMA user_version").getInt();
  if (version > event_schema_version) return false;
  SQLite::Transaction transaction(database);
  for (int i = version; i < event_schema_version; ++i) database.exec(steps[i]);
  database.exec(fmt::format("PRAGMA user_version = {}", event_schema_version));
  transaction.commit();
  return true;
}

}  // namespace trigo
