#include "sinks/event_sink.hpp"

#include <condition_variable>
#include <numeric>

#include <gtest/gtest.h>

#include "events/test_record.hpp"

namespace trigo {
namespace {

using namespace std::chrono_literals;
using Ids = std::vector<std::int64_t>;

/// Nobody waits by it; remembers how long they wanted to.
class HurriedClock final : public Clock {
 public:
  Instant now() const override { return manual_.now(); }
  std::chrono::system_clock::time_point utc() const override { return manual_.utc(); }
  bool sleep_until(Instant instant, std::stop_token stop) override {
    std::lock_guard lock(mutex_);
    pauses_.push_back(to_seconds(instant - manual_.now()));
    return manual_.sleep_until(instant, std::move(stop));
  }

  std::vector<double> pauses_s() const {
    std::lock_guard lock(mutex_);
    return pauses_;
  }

 private:
  ManualClock manual_;
  mutable std::mutex mutex_;
  std::vector<double> pauses_;
};

/// Takes what a sink hands out, or not, as told.
class Target {
 public:
  Deliver deliver() {
    return [this](const EventRecord& event, const std::string& record, std::stop_token stop) {
      return take(event, record, std::move(stop));
    };
  }

  void refuse(int times, Duration wait = {}) {
    std::lock_guard lock(mutex_);
    refusals_ = times;
    wait_ = wait;
  }

  void hang() {
    std::lock_guard lock(mutex_);
    hangs_ = true;
  }

  /// Once so many events were taken; their ids.
  Ids wait_for(std::size_t count) {
    std::unique_lock lock(mutex_);
    change_.wait_for(lock, 30s, [&] { return taken_.size() >= count; });
    EXPECT_GE(taken_.size(), count);
    return taken_;
  }

  bool wait_until_it_hangs() {
    std::unique_lock lock(mutex_);
    return change_.wait_for(lock, 30s, [&] { return hanging_; });
  }

  std::vector<std::string> records() const {
    std::lock_guard lock(mutex_);
    return records_;
  }

 private:
  tl::expected<void, Refusal> take(const EventRecord& event, const std::string& record,
                                   std::stop_token stop) {
    std::unique_lock lock(mutex_);
    if (hangs_) {
      hanging_ = true;
      change_.notify_all();
      change_.wait(lock, stop, [] { return false; });
      return tl::unexpected(Refusal{"stopped"});
    }
    if (refusals_ > 0) {
      --refusals_;
      return tl::unexpected(Refusal{"answered 500", wait_});
    }
    taken_.push_back(event.id);
    records_.push_back(record);
    change_.notify_all();
    return {};
  }

  mutable std::mutex mutex_;
  std::condition_variable_any change_;
  int refusals_ = 0;
  Duration wait_{};
  bool hangs_ = false;
  bool hanging_ = false;
  Ids taken_;
  std::vector<std::string> records_;
};

class EventSinkTest : public RecordTest {
 protected:
  void begin(const std::vector<std::string>& sinks = {"door"}) {
    auto writer = EventWriter::start({file_, {}, sinks}, steady_,
                                     [this](const EventRecords&) { news_.wake_all(); });
    ASSERT_TRUE(writer) << writer.error().message;
    writer_ = std::move(*writer);
  }

  std::unique_ptr<EventSink> sink(Target& target, SinkFilter filter = {},
                                  const std::string& name = "door") {
    return std::make_unique<EventSink>(SinkSettings{name, file_, std::move(filter)},
                                       target.deliver(), clock_, *writer_, news_);
  }

  static EventRecord dwell(const std::string& zone = "gate", const std::string& stream = "yard") {
    return {.utc_us = 1, .stream = stream, .place = zone, .type = "dwell", .person = 7};
  }

  void add(int count) {
    for (int i = 0; i < count; ++i) writer_->add(dwell());
  }

  /// A record with a cursor and so many events, which nobody writes.
  EventStore record(const std::filesystem::path& file, int count) {
    auto store = EventStore::open(file, Access::write);
    EXPECT_TRUE(store) << store.error().message;
    const std::vector<std::string> names{"door"};
    EXPECT_TRUE(store->begin_sinks(names));
    EventRecords events(static_cast<std::size_t>(count), dwell());
    EXPECT_TRUE(store->append({events}, 1000));
    return std::move(*store);
  }

  template <typename Condition>
  bool wait_until(Condition condition) {
    for (const auto end = steady_.now() + 30s; steady_.now() < end; std::this_thread::yield())
      if (condition()) return true;
    return false;
  }

  template <typename Condition>
  bool wait_for(const EventSink& sink, Condition condition) {
    return wait_until([&] { return condition(sink.reading()); });
  }

  std::int64_t cursor() { return open(Access::read).cursor("door").value().value_or(-1); }

  SteadyClock steady_;
  HurriedClock clock_;
  Wakes news_;
  std::unique_ptr<EventWriter> writer_;
  Target target_;
};

TEST_F(EventSinkTest, EventsAreHandedOutInTheOrderOfTheirIds) {
  begin();
  const auto sink = this->sink(target_);
  add(250);
  Ids expected(250);
  std::iota(expected.begin(), expected.end(), 1);
  EXPECT_EQ(target_.wait_for(250), expected);
}

TEST_F(EventSinkTest, WhatIsRefusedIsTriedAgainWithGrowingPausesAndNothingOvertakesIt) {
  begin();
  target_.refuse(10);
  const auto sink = this->sink(target_);
  add(2);
  EXPECT_EQ(target_.wait_for(2), (Ids{1, 2}));
  const auto pauses = clock_.pauses_s();
  const std::vector<double> least{0.5, 1, 2, 4, 8, 16, 32, 60, 60, 60};
  ASSERT_EQ(pauses.size(), least.size());
  for (std::size_t i = 0; i < least.size(); ++i) {
    EXPECT_GE(pauses[i], least[i]);
    EXPECT_LE(pauses[i], least[i] * 1.2 + 1e-6);
  }
  EXPECT_EQ(sink->reading().failures, 10);
}

TEST_F(EventSinkTest, ASuccessMakesTheNextPauseShortAgain) {
  begin();
  target_.refuse(5);
  const auto sink = this->sink(target_);
  add(1);
  target_.wait_for(1);
  target_.refuse(1);
  add(1);
  target_.wait_for(2);
  EXPECT_LT(clock_.pauses_s().back(), 0.7);
}

TEST_F(EventSinkTest, ALongerPauseThatTheTargetAsksForIsGrantedWithinReason) {
  begin();
  target_.refuse(1, 90s);
  const auto sink = this->sink(target_);
  add(1);
  target_.wait_for(1);
  target_.refuse(1, 24h);
  add(1);
  target_.wait_for(2);
  EXPECT_EQ(clock_.pauses_s(), (std::vector<double>{90, 600}));
}

TEST_F(EventSinkTest, ARestartGoesOnWhereItWas) {
  begin();
  auto sink = this->sink(target_);
  add(3);
  target_.wait_for(3);
  sink.reset();
  writer_.reset();
  EXPECT_EQ(cursor(), 3);
  begin();
  add(2);
  sink = this->sink(target_);
  EXPECT_EQ(target_.wait_for(5), (Ids{1, 2, 3, 4, 5}));
}

TEST_F(EventSinkTest, ANewSinkBeginsBehindWhatIsOnRecord) {
  begin({});
  add(3);
  writer_.reset();
  begin();
  add(1);
  const auto sink = this->sink(target_);
  EXPECT_EQ(target_.wait_for(1), Ids{4});
}

TEST_F(EventSinkTest, WhatIsNotWantedIsPassedOverAndTheCursorMovesPastIt) {
  begin();
  const auto sink =
      this->sink(target_, {.streams = {"yard"}, .places = {"gate"}, .types = {"dwell"}});
  writer_->add(dwell("gate"));
  writer_->add(dwell("shed"));
  writer_->add(dwell("gate", "street"));
  writer_->add(became("vacated", "vacant", 1));
  writer_->add(dwell("gate"));
  writer_->add(dwell("shed"));
  EXPECT_EQ(target_.wait_for(2), (Ids{1, 5}));
  EXPECT_TRUE(wait_until([&] { return cursor() == 6; })) << cursor();
}

TEST_F(EventSinkTest, AGapIsKeptFromNobodyButByItsType) {
  const EventRecord gap{.type = gap_type, .count = 3};
  EXPECT_TRUE((SinkFilter{.streams = {"yard"}, .places = {"gate"}}.takes(gap)));
  EXPECT_FALSE((SinkFilter{.types = {"entered"}}.takes(gap)));
}

TEST_F(EventSinkTest, WhatWasDroppedFromTheRecordIsCounted) {
  {
    auto store = record(file_, 5);
    ASSERT_TRUE(store.trim({.keep_us = 10}, 1'000'000));
    EventRecords later(2, dwell());
    ASSERT_TRUE(store.append({later}, 1'000'000));
  }
  begin();
  const auto sink = this->sink(target_);
  EXPECT_EQ(target_.wait_for(2), (Ids{6, 7}));
  EXPECT_EQ(sink->reading().skipped, 5);
}

TEST_F(EventSinkTest, SoItIsIfNothingIsLeft) {
  {
    auto store = record(file_, 5);
    ASSERT_TRUE(store.trim({.keep_us = 10}, 1'000'000));
  }
  begin();
  const auto sink = this->sink(target_);
  add(1);
  EXPECT_EQ(target_.wait_for(1), Ids{6});
  EXPECT_EQ(sink->reading().skipped, 5);
}

TEST_F(EventSinkTest, ARecordThatReplacesAnotherIsToldFromItsBeginning) {
  const auto record_file = folder_ / "record.sqlite";
  auto writer = EventWriter::start({folder_ / "other.sqlite"}, steady_, {});
  ASSERT_TRUE(writer);
  record(record_file, 3);
  const std::vector<SinkCursor> nothing{{"door", 0}};
  ASSERT_TRUE(EventStore::open(record_file, Access::write)->append({{}, nothing}, 1000));
  const EventSink sink({"door", record_file}, target_.deliver(), clock_, **writer, news_);
  target_.wait_for(3);
  record(folder_ / "new.sqlite", 2);
  std::filesystem::rename(folder_ / "new.sqlite", record_file);
  news_.wake_all();
  ASSERT_EQ(target_.wait_for(5), (Ids{1, 2, 3, 1, 2}));
  const auto records = target_.records();
  EXPECT_EQ(records[0], records[2]);
  EXPECT_NE(records[2], records[3]);
  EXPECT_EQ(records[3], records[4]);
}

TEST_F(EventSinkTest, ARecordThatIsNotThereYetIsWaitedFor) {
  auto writer = EventWriter::start({folder_ / "other.sqlite"}, steady_, {});
  ASSERT_TRUE(writer);
  writer_ = std::move(*writer);
  const auto sink = this->sink(target_);
  ASSERT_TRUE(wait_for(*sink, [](const SinkReading& now) { return !now.trouble.empty(); }));
  record(folder_ / "new.sqlite", 2);
  const std::vector<SinkCursor> nothing{{"door", 0}};
  ASSERT_TRUE(EventStore::open(folder_ / "new.sqlite", Access::write)->append({{}, nothing}, 1000));
  std::filesystem::rename(folder_ / "new.sqlite", file_);
  EXPECT_EQ(target_.wait_for(2), (Ids{1, 2}));
}

TEST_F(EventSinkTest, ADeadTargetDelaysNobodyElse) {
  begin({"dead", "door"});
  Target dead;
  dead.hang();
  const auto stuck = sink(dead, {}, "dead");
  const auto good = sink(target_);
  add(3);
  ASSERT_TRUE(dead.wait_until_it_hangs());
  add(3);
  EXPECT_EQ(target_.wait_for(6).size(), 6U);
  EXPECT_EQ(stuck->reading().delivered, 0);
}

TEST_F(EventSinkTest, TheEndWaitsForNobody) {
  begin({"door", "idle"});
  target_.hang();
  auto hanging = sink(target_);
  add(1);
  ASSERT_TRUE(target_.wait_until_it_hangs());
  const auto begun = steady_.now();
  hanging.reset();
  Target idle;
  sink(idle, {}, "idle").reset();
  EXPECT_LT(steady_.now() - begun, 2s);
  writer_.reset();
  EXPECT_EQ(cursor(), 0);
}

TEST_F(EventSinkTest, TellsHowItDoes) {
  begin();
  target_.refuse(1'000'000'000);
  const auto sink = this->sink(target_);
  add(3);
  ASSERT_TRUE(
      wait_for(*sink, [](const SinkReading& now) { return now.failures > 1 && now.behind == 3; }));
  const SinkReading stuck = sink->reading();
  EXPECT_EQ(stuck.name, "door");
  EXPECT_EQ(stuck.trouble, "answered 500");
  EXPECT_GT(stuck.trouble_since_us, 0);
  target_.refuse(0);
  ASSERT_TRUE(wait_for(*sink, [](const SinkReading& now) { return now.delivered == 3; }));
  EXPECT_EQ(sink->reading().behind, 0);
  EXPECT_EQ(sink->reading().trouble, "");
  EXPECT_EQ(sink->reading().trouble_since_us, 0);
}

}  // namespace
}  // namespace trigo
