#include "events/event_store.hpp"

#include <fstream>

#include <SQLiteCpp/Database.h>
#include <gtest/gtest.h>
#include <unistd.h>

namespace trigo {
namespace {

using Access = EventStore::Access;

class EventStoreTest : public testing::Test {
 protected:
  void SetUp() override { std::filesystem::create_directories(folder_); }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  EventStore open(Access access = Access::write) const {
    auto store = EventStore::open(file_, access);
    EXPECT_TRUE(store) << store.error().message;
    return std::move(*store);
  }

  static EventRecord entered(std::int64_t person, std::int64_t utc_us,
                             const std::string& zone = "gate") {
    return {.utc_us = utc_us,
            .stream = "yard",
            .place = zone,
            .type = "entered",
            .cause = "crossed",
            .media_time_s = 1.5,
            .epoch = 2,
            .person = person,
            .class_name = "person",
            .since_us = utc_us};
  }

  static EventRecord left(std::int64_t person, std::int64_t utc_us) {
    EventRecord event = entered(person, utc_us);
    event.type = "left";
    event.cause = "seen";
    return event;
  }

  static std::vector<std::int64_t> ids_of(const Result<EventRecords>& events) {
    EXPECT_TRUE(events) << events.error().message;
    std::vector<std::int64_t> ids;
    for (const EventRecord& event : *events) ids.push_back(event.id);
    return ids;
  }

  const std::filesystem::path folder_ =
      std::filesystem::path(testing::TempDir()) / ("trigo-events-" + std::to_string(getpid()));
  const std::filesystem::path file_ = folder_ / "events.sqlite";
};

TEST_F(EventStoreTest, WhatIsKeptIsFoundAgainByAnotherProgram) {
  EventRecords events{entered(7, 1'000'000), left(7, 2'000'000)};
  {
    auto store = open();
    ASSERT_TRUE(store.append(events, 3'000'000));
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
  ASSERT_TRUE(store.append(events, 0));
  using Ids = std::vector<std::int64_t>;
  EXPECT_EQ(ids_of(store.find({.limit = 3})), (Ids{1, 2, 3}));
  EXPECT_EQ(ids_of(store.find({.after = 3, .limit = 3})), (Ids{4, 5, 6}));
  EXPECT_EQ(ids_of(store.find({.newest_first = true, .limit = 3})), (Ids{10, 9, 8}));
  EXPECT_EQ(ids_of(store.find({.after = 8, .newest_first = true, .limit = 2})), (Ids{7, 6}));
  EXPECT_EQ(ids_of(store.find({.stream = "shop"})), (Ids{6, 7, 8, 9, 10}));
  EXPECT_EQ(ids_of(store.find({.stream = "shop", .place = "gate"})), (Ids{7, 9}));
  EXPECT_EQ(ids_of(store.find({.type = "dwell"})), (Ids{10}));
  EXPECT_EQ(ids_of(store.find({.since_us = 3'000'000, .until_us = 5'000'000})), (Ids{4, 5}));
  EXPECT_EQ(ids_of(store.find({.stream = "'; DROP TABLE events; --"})), Ids{});
}

TEST_F(EventStoreTest, IdsAreNeverGivenOutTwice) {
  EventRecords events{entered(7, 0)};
  ASSERT_TRUE(open().append(events, 0));
  SQLite::Database(file_.string(), SQLite::OPEN_READWRITE).exec("DELETE FROM events");
  auto store = open();
  EXPECT_EQ(*store.last_id(), 1);
  ASSERT_TRUE(store.append(events, 0));
  EXPECT_EQ(events[0].id, 2);
}

TEST_F(EventStoreTest, StaysLeftOpenByAnEarlierProgramWereInterrupted) {
  EventRecords events{entered(7, 1'000'000), entered(8, 2'000'000), left(7, 3'000'000)};
  ASSERT_TRUE(open().append(events, 5'000'000));
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
  ASSERT_TRUE(store.append(events, 5'000'000));
  const auto interrupted = store.interrupt(6'000'000);
  ASSERT_EQ(interrupted->size(), 1);
  EXPECT_EQ(interrupted->front().person, 9);
}

TEST_F(EventStoreTest, ThePastOfAZoneHasItsStatesAndStays) {
  const auto state = [](const std::string& type, const std::string& to, std::int64_t utc_us) {
    return EventRecord{
        .utc_us = utc_us, .stream = "yard", .place = "gate", .type = type, .state = to};
  };
  EventRecords events{state("known", "vacant", 10),
                      entered(7, 20),
                      state("occupied", "occupied", 20),
                      left(7, 40),
                      state("vacated", "vacant", 40),
                      entered(8, 60, "shed"),
                      entered(9, 70),
                      state("occupied", "occupied", 70)};
  auto store = open();
  ASSERT_TRUE(store.append(events, 100));
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
  EventRecords events{entered(7, 10), left(7, 20), entered(8, 30), entered(9, 90)};
  events.push_back(
      {.utc_us = 15, .stream = "yard", .place = "gate", .type = "known", .state = "vacant"});
  events.push_back(
      {.utc_us = 30, .stream = "yard", .place = "gate", .type = "occupied", .state = "occupied"});
  auto store = open();
  ASSERT_TRUE(store.append(events, 100));
  ASSERT_TRUE(store.trim({.keep_us = 50}, 100));
  EXPECT_EQ(ids_of(store.find({})), (std::vector<std::int64_t>{4}));
  EXPECT_EQ(intervals_of(*store.past("yard", "gate", 50, 100), 50, 100),
            (std::vector<PresenceInterval>{{50, 100, PresenceState::occupied, 2}}));
  EXPECT_EQ(*store.last_id(), 6);
}

TEST_F(EventStoreTest, AFileThatGrewTooLargeShrinksFromItsOldEnd) {
  auto store = open();
  EventRecords events;
  for (int i = 0; i < 30'000; ++i) events.push_back(entered(i, i));
  for (int i = 0; i < 30'000; ++i) events.push_back(left(i, i + 1));
  ASSERT_TRUE(store.append(events, 0));
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
  ASSERT_TRUE(store.append(events, 0));
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
  EXPECT_TRUE(store->append(events, 0));
}

TEST_F(EventStoreTest, APageThatIsDamagedIsNoticedWhereverItLies) {
  {
    auto store = open();
    EventRecords events;
    for (int i = 0; i < 2000; ++i) events.push_back(entered(i, i));
    ASSERT_TRUE(store.append(events, 0));
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
    ASSERT_TRUE(store.append(events, 0));
  }
  std::string told;
  EXPECT_EQ(EventStore::open_or_set_aside(file_, 42'000'000, told)->find({})->size(), 1);
  EXPECT_EQ(told, "");
}

}  // namespace
}  // namespace trigo
