#include "events/event_reader.hpp"

#include <future>

#include <gtest/gtest.h>

#include "events/test_record.hpp"

namespace trigo {
namespace {

using namespace std::chrono_literals;

class EventReaderTest : public RecordTest {
 protected:
  /// Ids of all events, or the error.
  static Result<std::vector<std::int64_t>> ids(EventReader& reader) {
    std::promise<Result<std::vector<std::int64_t>>> answer;
    reader.ask([&](const Result<const EventStore*>& store) {
      if (store)
        answer.set_value(ids_of((*store)->find({})));
      else
        answer.set_value(fail(store.error().kind, store.error().message));
    });
    return answer.get_future().get();
  }

  void record(EventRecord event) const { ASSERT_TRUE(open().append({{&event, 1}}, event.utc_us)); }

  SteadyClock clock_;
};

TEST_F(EventReaderTest, ARecordIsReadAsSoonAsItIsThere) {
  EventReader reader(file_, clock_);
  const auto too_early = ids(reader);
  ASSERT_FALSE(too_early);
  EXPECT_EQ(too_early.error().kind, ErrorKind::unavailable);
  record(entered(7, 1));
  EXPECT_EQ(*ids(reader), (std::vector<std::int64_t>{1}));
  record(entered(8, 2));
  EXPECT_EQ(*ids(reader), (std::vector<std::int64_t>{1, 2}));
}

TEST_F(EventReaderTest, ARecordThatIsReplacedIsNoticed) {
  EventReader reader(file_, clock_, 1);
  record(entered(7, 1));
  record(entered(8, 2));
  EXPECT_EQ(ids(reader)->size(), 2);
  ASSERT_TRUE(EventStore::set_aside(file_, "a test", 0));
  record(entered(9, 3));
  EXPECT_EQ(ids(reader)->size(), 1);
}

TEST_F(EventReaderTest, TheEndGivesUpWhatRunsAndAnswersTheRest) {
  EventRecords many;
  for (int i = 0; i < 5000; ++i) many.push_back(entered(i, i));
  ASSERT_TRUE(open().append({many}, 0));
  std::promise<void> begun;
  std::vector<ErrorKind> kinds;  // Of the reader's one thread.
  {
    EventReader reader(file_, clock_, 1);
    reader.ask([&](const Result<const EventStore*>& store) {
      begun.set_value();
      EventQuery rare{.limit = 10'000};
      rare.place = "nowhere";
      auto found = (*store)->find(rare);
      while (found) found = (*store)->find(rare);
      kinds.push_back(found.error().kind);
    });
    begun.get_future().wait();
    for (int i = 0; i < 3; ++i)
      reader.ask([&](const Result<const EventStore*>& store) {
        if (!store) kinds.push_back(store.error().kind);
      });
  }
  EXPECT_EQ(kinds, std::vector<ErrorKind>(4, ErrorKind::cancelled));
}

}  // namespace
}  // namespace trigo
