#include "events/event_store.hpp"

#include <fstream>

#include <SQLiteCpp/Database.h>
#include <gtest/gtest.h>

#include "events/test_record.hpp"

namespace trigo {
namespace {

using EventStoreTest = RecordTest;

TEST_F(EventStoreTest, WhatIsKeptIsFoundAgainByAnotherProgram) {
  EventRecords events{entered(7, 1'000'000), left(7, 2'000'000)};
  {
    auto store = open();
    ASSERT_TRUE(store.append({events}, 3'000'000));
    EXPECT_EQ(events[0].id, 1);
    EXPECT_EQ(events[1].id, 2);
  }
  const auto found = open(Access::read).find({});
  ASSERT_TRUE(found);
  EXPECT_EQ(*found, events);
}

TEST_F(EventStoreTest, EventsAreFoundByWhatIsAskedFor) {
  auto store = open();
  EventRecords events;
  for (int i = 0; i < 10; ++i) {
    events.push_back(entered(i, i * 1'000'000, i % 2 == 0 ? "gate" : "shed"));
    if (i >= 5) events.back().stream = "shop";
    if (i == 9) events.back().type = "dwell";
  }
  ASSERT_TRUE(store.append({events}, 0));
  using Ids = std::vector<std::int64_t>;
  EXPECT_EQ(ids_of(store.find({.limit = 3})), (Ids{1, 2, 3}));
  EXPECT_EQ(ids_of(store.find({.after = 3, .limit = 3})), (Ids{4, 5, 6}));
  EXPECT_EQ(ids_of(store.find({.newest_first = true, .limit = 3})), (Ids{10, 9, 8}));
  EXPECT_EQ(ids_of(store.find({.after = 8, .newest_first = true, .limit = 2})), (Ids{7, 6}));
  EXPECT_EQ(ids_of(store.find({.stream = "shop"})), (Ids{6, 7, 8, 9, 10}));
  EXPECT_EQ(ids_of(store.find({.stream = "shop", .place = "gate"})), (Ids{7, 9}));
  EXPECT_EQ(ids_of(store.find({.types = {"dwell"}})), (Ids{10}));
  EXPECT_EQ(ids_of(store.find({.types = {"dwell", "entered"}, .after = 7})), (Ids{8, 9, 10}));
  EXPECT_EQ(
      ids_of(store.find({.types = {"dwell", "entered", "left"}, .newest_first = true, .limit = 2})),
      (Ids{10, 9}));
  EXPECT_EQ(ids_of(store.find({.since_us = 3'000'000, .until_us = 5'000'000})), (Ids{4, 5}));
  EXPECT_EQ(ids_of(store.find({.stream = "'; DROP TABLE events; --"})), Ids{});
}

TEST_F(EventStoreTest, WhatWasRecordedLateIsFoundByWhenItHappened) {
  constexpr std::int64_t minute = 60'000'000;
  auto store = open();
  const auto record = [&](EventRecord event, std::int64_t now_us) {
    ASSERT_TRUE(store.append({{&event, 1}}, now_us));
  };
  for (int i = 1; i <= 100; ++i) record(entered(i, i * minute), i * minute + 1);
  // The stream was lost at 50 min, and came back at 101 min without that person.
  record(left(50, 50 * minute + 1), 101 * minute);
  record(entered(103, 102 * minute), 102 * minute);
  using Ids = std::vector<std::int64_t>;
  const EventQuery query{.since_us = 49 * minute, .until_us = 51 * minute};
  EXPECT_EQ(ids_of(store.find(query)), (Ids{49, 50, 101}));
  EventQuery newest = query;
  newest.newest_first = true;
  EXPECT_EQ(ids_of(store.find(newest)), (Ids{101, 50, 49}));
  newest.limit = 2;
  EXPECT_EQ(ids_of(store.find(newest)), (Ids{101, 50}));
  newest.after = 50;
  EXPECT_EQ(ids_of(store.find(newest)), (Ids{49}));
  EXPECT_EQ(ids_of(store.find({.since_us = 100 * minute})), (Ids{100, 102}));
  EXPECT_EQ(ids_of(store.find({.since_us = 1000 * minute, .until_us = 2000 * minute})), Ids{});
  EXPECT_EQ(ids_of(store.find({.until_us = minute})), Ids{});
}

TEST_F(EventStoreTest, AClockThatWentBackHidesNothing) {
  auto store = open();
  for (EventRecord event : {entered(1, 100), entered(2, 20), entered(3, 30), entered(4, 110)})
    ASSERT_TRUE(store.append({{&event, 1}}, event.utc_us));
  using Ids = std::vector<std::int64_t>;
  EXPECT_EQ(ids_of(store.find({.since_us = 20, .until_us = 31})), (Ids{2, 3}));
  EXPECT_EQ(ids_of(store.find({.since_us = 25})), (Ids{1, 3, 4}));
}

TEST_F(EventStoreTest, SinksBeginWithWhatComesNextAndKeepTheirPlace) {
  const std::vector<std::string> both{"door", "log"};
  const std::vector<std::string> one{"log"};
  auto store = open();
  EventRecords events{entered(7, 1)};
  ASSERT_TRUE(store.append({events}, 1));
  ASSERT_TRUE(store.begin_sinks(one));
  EXPECT_EQ(*store.cursor("log"), 1);
  EXPECT_EQ(*store.cursor("door"), std::nullopt);
  const std::string uid = *store.uid();
  const std::vector<SinkCursor> moved{{"log", 2, uid}, {"unknown", 9, uid}, {"log", 7, "another"}};
  ASSERT_TRUE(store.append({events, moved}, 2));
  ASSERT_TRUE(store.append({events}, 3));
  ASSERT_TRUE(store.begin_sinks(both));
  EXPECT_EQ(*store.cursor("log"), 2);
  EXPECT_EQ(*store.cursor("door"), 3);
  EXPECT_EQ(*store.cursor("unknown"), std::nullopt);
  ASSERT_TRUE(store.begin_sinks({}));
  EXPECT_EQ(*store.cursor("log"), std::nullopt);
}

TEST_F(EventStoreTest, AnEventIsFoundByItsIdUntilItIsDropped) {
  auto store = open();
  EXPECT_EQ(*store.first_id(), 1);
  EventRecords events{entered(7, 1), entered(8, 2)};
  events[0].snapshot = true;
  ASSERT_TRUE(store.append({events}, 2));
  EXPECT_EQ(*store.event(1), events[0]);
  EXPECT_EQ(*store.event(3), std::nullopt);
  ASSERT_TRUE(store.append({.no_snapshots_before_us = 2}, 3));
  EXPECT_FALSE(store.event(1)->value().snapshot);
  EXPECT_EQ(*store.first_id(), 1);
  ASSERT_TRUE(store.trim({.keep_us = 0}, 100));
  EXPECT_EQ(*store.event(1), std::nullopt);
  EXPECT_EQ(*store.first_id(), 3);
}

TEST_F(EventStoreTest, AQuestionThatTakesTooLongIsGivenUp) {
  auto store = open();
  EventRecords events;
  for (int i = 0; i < 20'000; ++i) events.push_back(entered(i, i));
  ASSERT_TRUE(store.append({events}, 0));
  auto reader = open(Access::read);
  bool tired = false;
  reader.give_up_when([&] { return tired; });
  EventQuery rare{.limit = 100'000};
  rare.place = "nowhere";
  EXPECT_TRUE(reader.find(rare));
  tired = true;
  const auto given_up = reader.find(rare);
  ASSERT_FALSE(given_up);
  EXPECT_EQ(given_up.error().kind, ErrorKind::cancelled);
  EXPECT_EQ(reader.damage(), "");
}

TEST_F(EventStoreTest, IdsAreNeverGivenOutTwice) {
  EventRecords events{entered(7, 0)};
  ASSERT_TRUE(open().append({events}, 0));
  SQLite::Database(file_.string(), SQLite::OPEN_READWRITE).exec("DELETE FROM events");
  auto store = open();
  EXPECT_EQ(*store.last_id(), 1);
  ASSERT_TRUE(store.append({events}, 0));
  EXPECT_EQ(events[0].id, 2);
}

TEST_F(EventStoreTest, StaysLeftOpenByAnEarlierProgramWereInterrupted) {
  EventRecords events{entered(7, 1'000'000), entered(8, 2'000'000), left(7, 3'000'000)};
  ASSERT_TRUE(open().append({events}, 5'000'000));
  auto store = open();
  const auto interrupted = store.interrupt(60'000'000);
  ASSERT_TRUE(interrupted);
  ASSERT_EQ(interrupted->size(), 1);
  const EventRecord& end = interrupted->front();
  EXPECT_EQ(end.id, 4);
  EXPECT_EQ(end.person, 8);
  EXPECT_EQ(end.type + ' ' + end.cause, "left interrupted");
  EXPECT_EQ(end.since_us, 2'000'000);
  EXPECT_EQ(end.utc_us, 5'000'000) << "when that program was last known to run";
  EXPECT_EQ(store.interrupt(61'000'000)->size(), 0);
  EXPECT_EQ(ids_of(store.find({})).size(), 4);
}

TEST_F(EventStoreTest, AStayThatGoesOnUnderAnotherIdIsOneStay) {
  EventRecord resumed = entered(9, 4'000'000);
  resumed.cause = "resumed";
  resumed.resumes = 7;
  EventRecords events{entered(7, 1'000'000), resumed};
  auto store = open();
  ASSERT_TRUE(store.append({events}, 5'000'000));
  const auto interrupted = store.interrupt(6'000'000);
  ASSERT_EQ(interrupted->size(), 1);
  EXPECT_EQ(interrupted->front().person, 9);
}

TEST_F(EventStoreTest, ThePastOfAZoneHasItsStatesAndStays) {
  EventRecords events{became("known", "vacant", 10),
                      entered(7, 20),
                      became("occupied", "occupied", 20),
                      left(7, 40),
                      became("vacated", "vacant", 40),
                      entered(8, 60, "shed"),
                      entered(9, 70),
                      became("occupied", "occupied", 70)};
  auto store = open();
  ASSERT_TRUE(store.append({events}, 100));
  const auto whole = [](const Result<PresencePast>& past, std::int64_t from, std::int64_t to) {
    return intervals_of(*past, from, to);
  };
  EXPECT_EQ(whole(store.past("yard", "gate", 0, 90), 0, 90),
            (std::vector<PresenceInterval>{{0, 10, PresenceState::unknown, 0},
                                           {10, 20, PresenceState::vacant, 0},
                                           {20, 40, PresenceState::occupied, 1},
                                           {40, 70, PresenceState::vacant, 0},
                                           {70, 90, PresenceState::occupied, 1}}));
  EXPECT_EQ(whole(store.past("yard", "gate", 25, 35), 25, 35),
            (std::vector<PresenceInterval>{{25, 35, PresenceState::occupied, 1}}));
  EXPECT_TRUE(store.past("yard", "pond", 0, 90)->states.empty());
  // The program is killed, and starts again later.
  EXPECT_EQ(store.interrupt(500)->size(), 3) << "two stays, one zone that was known";
  EXPECT_EQ(whole(store.past("yard", "gate", 80, 600), 80, 600),
            (std::vector<PresenceInterval>{{80, 100, PresenceState::occupied, 1},
                                           {100, 600, PresenceState::unknown, 0}}));
}

TEST_F(EventStoreTest, WhatIsOldGoesAndWhatHoldsStillStays) {
  auto store = open();
  for (EventRecord event : {entered(7, 10), became("known", "vacant", 15), left(7, 20),
                            entered(8, 30), became("occupied", "occupied", 30), entered(9, 90)})
    ASSERT_TRUE(store.append({{&event, 1}}, event.utc_us));
  ASSERT_TRUE(store.trim({.keep_us = 50}, 100));
  EXPECT_EQ(ids_of(store.find({})), (std::vector<std::int64_t>{6}));
  EXPECT_EQ(intervals_of(*store.past("yard", "gate", 50, 100), 50, 100),
            (std::vector<PresenceInterval>{{50, 100, PresenceState::occupied, 2}}));
  EXPECT_EQ(*store.last_id(), 6);
}

TEST_F(EventStoreTest, AFileThatGrewTooLargeShrinksFromItsOldEnd) {
  auto store = open();
  EventRecords events;
  for (int i = 0; i < 30'000; ++i) events.push_back(entered(i, i));
  for (int i = 0; i < 30'000; ++i) events.push_back(left(i, i + 1));
  ASSERT_TRUE(store.append({events}, 0));
  constexpr std::int64_t most = 3'000'000;
  for (int i = 0; i < 10; ++i) ASSERT_TRUE(store.trim({.most_bytes = most}, 40'000));
  const auto left_over = store.find({.limit = 100'000});
  ASSERT_FALSE(left_over->empty());
  EXPECT_LT(left_over->size(), 40'000);
  EXPECT_EQ(left_over->back().utc_us, 30'000) << "the newest is kept";
  { const auto closed = std::move(store); }
  EXPECT_LT(std::filesystem::file_size(file_), most + 200'000);
}

TEST_F(EventStoreTest, AStoreOfALaterVersionIsLeftAlone) {
  { open(); }
  SQLite::Database(file_.string(), SQLite::OPEN_READWRITE).exec("PRAGMA user_version = 99");
  const auto store = EventStore::open(file_, Access::write);
  ASSERT_FALSE(store);
  EXPECT_EQ(store.error().kind, ErrorKind::invalid_argument);
  EXPECT_NE(store.error().message.find("later version"), std::string::npos);
}

TEST_F(EventStoreTest, OneProgramWritesOthersMayRead) {
  auto store = open();
  const auto second = EventStore::open(file_, Access::write);
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().kind, ErrorKind::invalid_argument);
  EXPECT_NE(second.error().message.find("another Trigo writes to it"), std::string::npos);
  const auto reader = open(Access::read);
  EventRecords events{entered(7, 0)};
  ASSERT_TRUE(store.append({events}, 0));
  EXPECT_EQ(reader.find({})->size(), 1);
}

TEST_F(EventStoreTest, WhatIsNoStoreIsRefusedAndNotTouched) {
  const std::string text(5000, 'x');
  std::ofstream(file_) << text;
  const auto store = EventStore::open(file_, Access::write);
  ASSERT_FALSE(store);
  EXPECT_EQ(store.error().kind, ErrorKind::unavailable);
  EXPECT_NE(store.error().message.find(file_.string()), std::string::npos);
  EXPECT_EQ(std::filesystem::file_size(file_), 5000);
}

TEST_F(EventStoreTest, WhatIsDamagedIsSetAsideAndANewRecordBegins) {
  const std::string text(5000, 'x');
  std::ofstream(file_) << text;
  std::string told;
  auto store = EventStore::open_or_set_aside(file_, 42'000'000, told);
  ASSERT_TRUE(store) << store.error().message;
  EXPECT_NE(told.find("set aside as " + file_.string() + ".damaged-42"), std::string::npos) << told;
  EXPECT_EQ(std::filesystem::file_size(file_.string() + ".damaged-42"), 5000);
  EventRecords events{entered(7, 0)};
  EXPECT_TRUE(store->append({events}, 0));
}

TEST_F(EventStoreTest, APageThatIsDamagedIsNoticedWhereverItLies) {
  {
    auto store = open();
    EventRecords events;
    for (int i = 0; i < 2000; ++i) events.push_back(entered(i, i));
    ASSERT_TRUE(store.append({events}, 0));
  }
  {
    std::fstream file(file_, std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(0);
    file << std::string(200, 'x');
  }
  std::string told;
  const auto store = EventStore::open_or_set_aside(file_, 42'000'000, told);
  ASSERT_TRUE(store) << store.error().message;
  EXPECT_NE(told, "");
  EXPECT_EQ(store->find({})->size(), 0);
}

TEST_F(EventStoreTest, AStoreThatIsWholeIsNotSetAside) {
  {
    auto store = open();
    EventRecords events{entered(7, 0)};
    ASSERT_TRUE(store.append({events}, 0));
  }
  std::string told;
  EXPECT_EQ(EventStore::open_or_set_aside(file_, 42'000'000, told)->find({})->size(), 1);
  EXPECT_EQ(told, "");
}

}  // namespace
}  // namespace trigo
