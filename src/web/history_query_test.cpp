#include "web/history_query.hpp"

#include <gtest/gtest.h>

namespace trigo {
namespace {

using nlohmann::json;

constexpr std::int64_t now_us = 1'732'676'645'000'000;  // 2024-11-27T03:04:05Z

std::string refused(std::string_view query) {
  const auto parsed = parse_history_query(query, now_us, most_pieces);
  return parsed ? "accepted" : parsed.error().message;
}

TEST(HistoryQueryTest, WithoutTimesItIsTheLastDay) {
  const auto query = parse_history_query("stream=yard&zone=gate", now_us, most_pieces);
  ASSERT_TRUE(query) << query.error().message;
  EXPECT_EQ(query->to_us, now_us);
  EXPECT_EQ(query->from_us, now_us - 86'400'000'000);
  EXPECT_FALSE(query->bucket_us);
}

TEST(HistoryQueryTest, NoTimeLiesBefore1970) {
  const auto query = parse_history_query("stream=yard&zone=gate&to=60", now_us, most_pieces);
  ASSERT_TRUE(query) << query.error().message;
  EXPECT_EQ(query->from_us, 0);
}

TEST(HistoryQueryTest, TimesAndBucketsAreTakenInAndTheFutureIsLeftOut) {
  const auto query = parse_history_query(
      "stream=yard&zone=gate&from=2024-11-27T00:00:00Z&to=2025-01-01T00:00:00Z&bucket=15m", now_us,
      most_pieces);
  ASSERT_TRUE(query) << query.error().message;
  EXPECT_EQ(query->from_us, 1'732'665'600'000'000);
  EXPECT_EQ(query->to_us, now_us);
  EXPECT_EQ(query->bucket_us, 900'000'000);
}

TEST(HistoryQueryTest, WrongValuesAreRefusedWithWhatIsRight) {
  EXPECT_EQ(refused("zone=gate"), "stream: say which, as in ?stream=yard&zone=gate");
  EXPECT_EQ(refused("stream=yard"), "zone: say which, as in ?stream=yard&zone=gate");
  const std::string ok = "stream=yard&zone=gate&";
  EXPECT_EQ(refused(ok + "from=noon"),
            "from=noon: it is a time, as in 2026-11-27T04:00:00Z, or seconds since 1970");
  EXPECT_EQ(refused(ok + "from=2024-12-01T00:00:00Z"),
            "from=2024-12-01T00:00:00Z: it is a time before 'to', and before now");
  EXPECT_EQ(refused(ok + "from=0"), "from=0: it is at most ten years before 'to'");
  for (const char* bucket : {"1", "h", "0s", "-1h", "1.5h", "99999999999999999999s"})
    EXPECT_EQ(refused(ok + "bucket=" + bucket),
              "bucket=" + std::string(bucket) + ": it is a span of time, as in 30s, 15m, 1h or 1d");
  EXPECT_EQ(refused(ok + "bucket=1s"), "bucket=1s: it is long enough that there are at most 10000");
}

TEST(HistoryJson, UnknownIsNeverANumber) {
  const std::int64_t from_us = now_us - 100'000'000;
  const PresencePast past{.states = {{from_us + 40'000'000, PresenceState::occupied}},
                          .stays = {{from_us + 40'000'000, PastStay::open}}};
  HistoryQuery query{"yard", "gate", from_us, now_us, std::nullopt};
  EXPECT_EQ(history_json(past, query), json::parse(R"({
      "stream": "yard", "zone": "gate", "from": "2024-11-27T03:02:25.000Z",
      "to": "2024-11-27T03:04:05.000Z", "next": null, "intervals": [
        {"from": "2024-11-27T03:02:25.000Z", "to": "2024-11-27T03:03:05.000Z", "state": "unknown",
         "max_count": null},
        {"from": "2024-11-27T03:03:05.000Z", "to": "2024-11-27T03:04:05.000Z", "state": "occupied",
         "max_count": 1}]})"));
  query.bucket_us = 30'000'000;
  const json buckets = history_json(past, query)["buckets"];
  ASSERT_EQ(buckets.size(), 4);
  EXPECT_EQ(buckets[0]["mean_count"], nullptr);
  EXPECT_EQ(buckets[1], json::parse(R"({"from": "2024-11-27T03:02:55.000Z",
      "to": "2024-11-27T03:03:25.000Z", "occupied_s": 20.0, "vacant_s": 0.0, "unknown_s": 10.0,
      "max_count": 1, "mean_count": 1.0, "entered": 1, "longest_stay_s": 60.0})"));
}

}  // namespace
}  // namespace trigo
