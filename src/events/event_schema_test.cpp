#include "events/event_schema.hpp"

#include <SQLiteCpp/Database.h>
#include <gtest/gtest.h>

#include "events/test_record.hpp"

namespace trigo {
namespace {

using EventSchemaTest = RecordTest;

/// What version 1 of Trigo left behind: somebody is at the gate when it is killed.
constexpr const char* version_1 = R"sql(
PRAGMA auto_vacuum = INCREMENTAL;
PRAGMA journal_mode = WAL;
CREATE TABLE events(
  id INTEGER PRIMARY KEY AUTOINCREMENT, utc_us INTEGER NOT NULL, stream TEXT NOT NULL,
  place TEXT NOT NULL, type TEXT NOT NULL, cause TEXT NOT NULL, media_time_s REAL NOT NULL,
  epoch INTEGER NOT NULL, person INTEGER NOT NULL, class TEXT NOT NULL, since_us INTEGER NOT NULL,
  resumes INTEGER NOT NULL, state TEXT NOT NULL, direction TEXT NOT NULL, count INTEGER NOT NULL);
CREATE INDEX events_by_place ON events(stream, place, id);
CREATE INDEX events_by_type ON events(type, id);
CREATE INDEX events_by_time ON events(utc_us);
CREATE TABLE stays(stream TEXT NOT NULL, zone TEXT NOT NULL, person INTEGER NOT NULL,
  class TEXT NOT NULL, since_us INTEGER NOT NULL, until_us INTEGER NOT NULL);
CREATE INDEX stays_by_end ON stays(stream, zone, until_us, person, since_us);
CREATE INDEX stays_by_age ON stays(until_us);
CREATE TABLE states(id INTEGER PRIMARY KEY, stream TEXT NOT NULL, zone TEXT NOT NULL,
  from_us INTEGER NOT NULL, state TEXT NOT NULL);
CREATE INDEX states_by_time ON states(stream, zone, from_us, id);
CREATE INDEX states_by_age ON states(from_us);
CREATE TABLE alive(one INTEGER PRIMARY KEY CHECK(one = 1), utc_us INTEGER NOT NULL);
INSERT INTO alive VALUES(1, 90);
INSERT INTO events VALUES
  (3, 10, 'yard', 'gate', 'known', '', 0.1, 1, 0, '', 0, 0, 'vacant', '', 0),
  (4, 40, 'yard', 'gate', 'entered', 'crossed', 1.5, 2, 7, 'person', 40, 0, '', '', 0),
  (5, 40, 'yard', 'gate', 'occupied', '', 1.5, 2, 0, '', 0, 0, 'occupied', '', 0),
  (6, 30, 'yard', 'door', 'crossed', '', 1.5, 2, 7, 'person', 0, 0, '', 'left_to_right', 0);
INSERT INTO stays VALUES('yard', 'gate', 7, 'person', 40, 9223372036854775807);
INSERT INTO states VALUES(1, 'yard', 'gate', 10, 'vacant'), (2, 'yard', 'gate', 40, 'occupied');
PRAGMA user_version = 1;
)sql";

TEST_F(EventSchemaTest, AStoreOfVersion1IsBroughtToThisOneWithAllThatIsInIt) {
  SQLite::Database(file_.string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE).exec(version_1);
  auto store = open();
  const auto found = store.find({});
  EXPECT_EQ(ids_of(found), (std::vector<std::int64_t>{3, 4, 5, 6}));
  EventRecord came = entered(7, 40);
  came.id = 4;
  EXPECT_EQ(found->at(1), came);
  EXPECT_EQ(ids_of(store.find({.since_us = 25, .until_us = 35})), (std::vector<std::int64_t>{6}));
  EXPECT_EQ(store.uid()->size(), 16);
  const auto interrupted = store.interrupt(200);
  EXPECT_EQ(ids_of(interrupted), (std::vector<std::int64_t>{7, 8}));
  EXPECT_EQ(interrupted->front().utc_us, 90) << "when version 1 was last known to run";
  EXPECT_EQ(intervals_of(*store.past("yard", "gate", 0, 200), 0, 200),
            (std::vector<PresenceInterval>{{0, 10, PresenceState::unknown, 0},
                                           {10, 40, PresenceState::vacant, 0},
                                           {40, 90, PresenceState::occupied, 1},
                                           {90, 200, PresenceState::unknown, 0}}));
}

TEST_F(EventSchemaTest, AStoreIsMigratedOnceAndToldApartFromOthers) {
  const auto uid = *open().uid();
  EXPECT_EQ(*open().uid(), uid);
  std::filesystem::remove(file_);
  EXPECT_NE(*open().uid(), uid);
}

}  // namespace
}  // namespace trigo
