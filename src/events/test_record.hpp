#pragma once

#include <filesystem>
#include <string>

#include <gtest/gtest.h>
#include <unistd.h>

#include "events/event_store.hpp"

namespace trigo {

/// A folder for a record, gone with the test.
class RecordTest : public testing::Test {
 protected:
  using Access = EventStore::Access;

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

  static EventRecord became(const std::string& type, const std::string& state,
                            std::int64_t utc_us) {
    return {.utc_us = utc_us, .stream = "yard", .place = "gate", .type = type, .state = state};
  }

  static std::vector<std::int64_t> ids_of(const Result<EventRecords>& events) {
    EXPECT_TRUE(events) << events.error().message;
    std::vector<std::int64_t> ids;
    for (const EventRecord& event : *events) ids.push_back(event.id);
    return ids;
  }

  const std::filesystem::path folder_ =
      std::filesystem::path(testing::TempDir()) / ("trigo-record-" + std::to_string(getpid()));
  const std::filesystem::path file_ = folder_ / "events.sqlite";
};

}  // namespace trigo
