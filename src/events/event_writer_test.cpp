#include "events/event_writer.hpp"

#include <algorithm>
#include <condition_variable>
#include <fstream>

#include <SQLiteCpp/Database.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include "events/test_record.hpp"

namespace trigo {
namespace {

using namespace std::chrono_literals;

/// What was announced, to wait for.
class Announced {
 public:
  void add(const EventRecords& events) {
    std::lock_guard lock(mutex_);
    events_.insert(events_.end(), events.begin(), events.end());
    arrival_.notify_all();
  }

  /// Once there are so many; all of them.
  EventRecords wait_for(std::size_t count) {
    std::unique_lock lock(mutex_);
    arrival_.wait_for(lock, 30s, [&] { return events_.size() >= count; });
    EXPECT_GE(events_.size(), count);
    return events_;
  }

 private:
  std::mutex mutex_;
  std::condition_variable arrival_;
  EventRecords events_;
};

/// The steady clock; tells when somebody begins to sleep by it.
class NoticingClock final : public Clock {
 public:
  Instant now() const override { return steady_.now(); }
  std::chrono::system_clock::time_point utc() const override { return steady_.utc(); }
  bool sleep_until(Instant instant, std::stop_token stop) override {
    {
      std::lock_guard lock(mutex_);
      slept_ = true;
      begun_.notify_all();
    }
    return steady_.sleep_until(instant, std::move(stop));
  }

  bool wait_for_a_sleeper() {
    std::unique_lock lock(mutex_);
    return begun_.wait_for(lock, 30s, [&] { return slept_; });
  }

 private:
  SteadyClock steady_;
  std::mutex mutex_;
  std::condition_variable begun_;
  bool slept_ = false;
};

class EventWriterTest : public RecordTest {
 protected:
  std::unique_ptr<EventWriter> start() {
    auto writer = EventWriter::start(
        {file_}, clock_, [this](const EventRecords& events) { announced_.add(events); });
    EXPECT_TRUE(writer) << writer.error().message;
    return std::move(*writer);
  }

  static EventRecord event(std::int64_t person, const std::string& type = "dwell") {
    return {.utc_us = 1,
            .stream = "yard",
            .place = "gate",
            .type = type,
            .person = person,
            .since_us = 1};
  }

  NoticingClock clock_;
  Announced announced_;
};

TEST_F(EventWriterTest, EventsAreAnnouncedOnceTheyAreKeptInTheOrderOfTheirIds) {
  const auto writer = start();
  for (int i = 1; i <= 1000; ++i) writer->add(event(i));
  const auto announced = announced_.wait_for(1000);
  for (std::size_t i = 0; i < announced.size(); ++i) {
    EXPECT_EQ(announced[i].id, static_cast<std::int64_t>(i) + 1);
    EXPECT_EQ(announced[i].person, announced[i].id);
  }
  EXPECT_EQ(open(Access::read).find({.limit = 2000})->size(), 1000);
  EXPECT_EQ(writer->trouble(), "");
}

TEST_F(EventWriterTest, AtTheEndWhatWaitsIsKept) {
  {
    const auto writer = start();
    for (int i = 1; i <= 500; ++i) writer->add(event(i));
  }
  EXPECT_EQ(open(Access::read).find({.limit = 2000})->size(), 500);
}

TEST_F(EventWriterTest, ALossIsToldOnceAndSoIsItsEndWhateverProgramsEndMeanwhile) {
  const auto told = [&](const std::string& stream) {
    const auto events = open(Access::read).find({.stream = stream});
    std::vector<std::string> types;
    for (const EventRecord& event : *events) types.push_back(event.type);
    return types;
  };
  const auto incident = [](const std::string& stream, const char* type, std::int64_t utc_us) {
    return EventRecord{.utc_us = utc_us, .stream = stream, .type = type};
  };
  {
    const auto writer = start();
    writer->add(incident("yard", restored_type, 5));  // Its first pictures: it never was lost.
    writer->add(incident("yard", lost_type, 10));
    writer->add(incident("gate", lost_type, 11));
    writer->add(incident("gate", restored_type, 12));
  }
  {
    const auto writer = start();
    writer->add(incident("yard", lost_type, 20));  // It still is.
    writer->add(incident("gate", restored_type, 21));
    writer->add(incident("gate", lost_type, 22));
  }
  {
    const auto writer = start();
    writer->add(incident("yard", restored_type, 30));
    writer->add(incident("yard", restored_type, 31));
    writer->add(incident("yard", lost_type, 32));
  }
  EXPECT_EQ(told("yard"), (std::vector<std::string>{lost_type, restored_type, lost_type}));
  EXPECT_EQ(told("gate"), (std::vector<std::string>{lost_type, restored_type, lost_type}));
  const auto ends = open(Access::read).find({.stream = "yard", .types = {restored_type}});
  EXPECT_EQ(ends->at(0).utc_us, 30);
  EXPECT_EQ(ends->at(0).since_us, 10);
}

TEST_F(EventWriterTest, ALockedStoreLosesNothingAndHoldsUpNobody) {
  const auto writer = start();
  {
    SQLite::Database other(file_.string(), SQLite::OPEN_READWRITE);
    other.exec("BEGIN IMMEDIATE");
    for (int i = 1; i <= 100; ++i) writer->add(event(i));
    ASSERT_TRUE(clock_.wait_for_a_sleeper()) << "before the next try";
    EXPECT_NE(writer->trouble().find("locked"), std::string::npos) << writer->trouble();
    other.exec("COMMIT");
  }
  EXPECT_EQ(announced_.wait_for(100).size(), 100);
  EXPECT_EQ(writer->lost(), 0);
}

TEST_F(EventWriterTest, WhatCannotEvenWaitIsCountedAndAGapEventSaysSo) {
  const auto writer = start();
  constexpr std::int64_t too_many = 5000;
  const std::int64_t many = EventWriter::most_waiting + too_many;
  {
    SQLite::Database other(file_.string(), SQLite::OPEN_READWRITE);
    other.exec("BEGIN IMMEDIATE");
    writer->add(event(1'000'000));
    ASSERT_TRUE(clock_.wait_for_a_sleeper()) << "stuck with that one";
    for (std::int64_t i = 1; i <= many; ++i) writer->add(event(i));
    other.exec("COMMIT");
  }
  EXPECT_EQ(writer->lost(), too_many);
  const auto announced = announced_.wait_for(1 + EventWriter::most_waiting + 1);
  EXPECT_EQ(announced.size(), 1 + EventWriter::most_waiting + 1);
  const auto gap = std::find_if(announced.begin(), announced.end(),
                                [](const auto& one) { return one.type == gap_type; });
  ASSERT_NE(gap, announced.end());
  EXPECT_EQ(gap->count, too_many);
  EXPECT_EQ(gap, announced.end() - 1) << "after those that could wait";
}

TEST_F(EventWriterTest, PlacesOfSinksTakeNoRoomFromEvents) {
  auto started = EventWriter::start({file_, {}, {"door", "till"}}, clock_,
                                    [this](const EventRecords& events) { announced_.add(events); });
  ASSERT_TRUE(started);
  auto& writer = *started;
  constexpr std::int64_t many = EventWriter::most_waiting - 1;
  const auto uid = *open(Access::read).uid();
  {
    SQLite::Database other(file_.string(), SQLite::OPEN_READWRITE);
    other.exec("BEGIN IMMEDIATE");
    writer->add(event(1'000'000));
    ASSERT_TRUE(clock_.wait_for_a_sleeper()) << "stuck with that one";
    for (std::int64_t i = 1; i <= many; ++i) {
      writer->move({"door", i, uid});
      writer->move({"till", 2 * i, uid});
      writer->add(event(i));
    }
    other.exec("COMMIT");
  }
  announced_.wait_for(1 + many);
  EXPECT_EQ(writer->lost(), 0);
  writer.reset();
  const auto store = open(Access::read);
  EXPECT_EQ(store.last_id().value(), 1 + many);
  EXPECT_EQ(store.cursor("door").value(), many);
  EXPECT_EQ(store.cursor("till").value(), 2 * many);
}

TEST_F(EventWriterTest, TheNextStartEndsWhatWasLeftOpenBeforeAnythingElse) {
  { start()->add(event(7, "entered")); }
  announced_.wait_for(1);
  const auto writer = start();
  writer->add(event(8, "entered"));
  const auto announced = announced_.wait_for(3);
  EXPECT_EQ(announced[1].type, "left");
  EXPECT_EQ(announced[1].cause, "interrupted");
  EXPECT_EQ(announced[1].person, 7);
  EXPECT_EQ(announced[2].person, 8);
}

/// As somebody who may not write where others may not.
class AsNobody {
 public:
  AsNobody() {
    if (geteuid() == 0 && seteuid(65'534) != 0) ADD_FAILURE() << "cannot become nobody";
  }
  ~AsNobody() {
    if (getuid() == 0 && seteuid(0) != 0) ADD_FAILURE() << "cannot become root again";
  }
};

TEST_F(EventWriterTest, AStoreThatMayNotBeWrittenIsTriedAgainAndNothingIsLost) {
  { open(); }
  for (const char* part : {"", ".lock"}) chmod((file_.string() + part).c_str(), 0444);
  chmod(folder_.c_str(), 0555);
  std::unique_ptr<EventWriter> writer;
  {
    const AsNobody nobody;
    writer = start();
    EXPECT_NE(writer->trouble().find("readonly"), std::string::npos) << writer->trouble();
    EXPECT_NE(writer->trouble().find(file_.string()), std::string::npos) << writer->trouble();
    writer->add(event(7));
    ASSERT_TRUE(clock_.wait_for_a_sleeper());
  }
  chmod(folder_.c_str(), 0755);
  for (const char* part : {"", ".lock"}) chmod((file_.string() + part).c_str(), 0644);
  EXPECT_EQ(announced_.wait_for(1).front().person, 7);
  EXPECT_EQ(writer->trouble(), "");
}

TEST_F(EventWriterTest, AFolderThatCannotBeMadeIsTriedAgain) {
  std::filesystem::remove_all(folder_);
  std::ofstream(folder_) << "a file where the folder should be";
  const auto writer = start();
  EXPECT_NE(writer->trouble().find("make the folder"), std::string::npos) << writer->trouble();
  writer->add(event(7));
  ASSERT_TRUE(clock_.wait_for_a_sleeper());
  std::filesystem::remove(folder_);
  EXPECT_EQ(announced_.wait_for(1).size(), 1);
}

TEST_F(EventWriterTest, AStoreThatIsFoundDamagedIsSetAsideAndNothingThatWaitsIsLost) {
  const auto writer = start();
  writer->add(event(7));
  announced_.wait_for(1);
  {
    // Nothing of the log remains that could mend it.
    SQLite::Database other(file_.string(), SQLite::OPEN_READWRITE);
    other.exec("PRAGMA wal_checkpoint(TRUNCATE)");
    std::fstream file(file_, std::ios::in | std::ios::out | std::ios::binary);
    const std::string rubbish(std::filesystem::file_size(file_) - 4096, 'x');
    file.seekp(4096);
    file << rubbish;
  }
  {
    SQLite::Database other(file_.string(), SQLite::OPEN_READWRITE);
    other.exec("PRAGMA user_version = 2");  // So that the writer reads its pages again.
  }
  writer->add(event(8));
  EXPECT_EQ(announced_.wait_for(2)[1].person, 8);
  EXPECT_EQ(open(Access::read).find({})->size(), 1);
  int aside = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder_))
    if (entry.path().filename().string().starts_with("events.sqlite.damaged-")) ++aside;
  EXPECT_GE(aside, 1);
}

}  // namespace
}  // namespace trigo
