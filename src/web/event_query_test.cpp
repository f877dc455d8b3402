#include "web/event_query.hpp"

#include <gtest/gtest.h>

namespace trigo {
namespace {

using nlohmann::json;

TEST(EventQueryTest, EveryParameterIsTakenIn) {
  const auto query = parse_event_query(
      "stream=yard&zone=gate&type=left&since=10&until=2024-11-27T03:04:05Z&order=desc&limit=7&"
      "after=99",
      {});
  ASSERT_TRUE(query) << query.error().message;
  EXPECT_EQ(query->stream, "yard");
  EXPECT_EQ(query->place, "gate");
  EXPECT_EQ(query->types, std::vector<std::string>{"left"});
  EXPECT_EQ(query->since_us, 10'000'000);
  EXPECT_EQ(query->until_us, 1'732'676'645'000'000);
  EXPECT_TRUE(query->newest_first);
  EXPECT_EQ(query->limit, 7);
  EXPECT_EQ(query->after, 99);
  EXPECT_EQ(parse_event_query("line=door", {})->place, "door");
}

TEST(EventQueryTest, OfSeveralTypesEachCountsOnce) {
  const auto query = parse_event_query("type=entered,left,entered", {});
  ASSERT_TRUE(query) << query.error().message;
  EXPECT_EQ(query->types, (std::vector<std::string>{"entered", "left"}));
  EXPECT_TRUE(parse_event_query("type=", {})->types.empty());
  EXPECT_EQ(parse_live_query("type=left,crossed", "")->types.size(), 2);
}

TEST(EventQueryTest, TimesAndTypesMayBeEscaped) {
  const auto query =
      parse_event_query("type=entered%2Cleft&since=2024-11-27T03%3A04%3A05Z&until=2024%", {});
  EXPECT_FALSE(query) << "what is no escape stands for itself";
  const auto good = parse_event_query("type=entered%2Cleft&since=2024-11-27T03%3a04%3A05Z", {});
  ASSERT_TRUE(good) << good.error().message;
  EXPECT_EQ(good->types, (std::vector<std::string>{"entered", "left"}));
  EXPECT_EQ(good->since_us, 1'732'676'645'000'000);
  EXPECT_EQ(parse_event_query("type=%0Aleft", {}).error().message.substr(0, 14), "type=%0Aleft: ");
}

TEST(EventQueryTest, WithoutParametersItIsTheFirstHundred) {
  const auto query = parse_event_query("", {});
  ASSERT_TRUE(query);
  EXPECT_EQ(query->limit, 100);
  EXPECT_FALSE(query->newest_first);
  EXPECT_FALSE(query->after);
}

TEST(EventQueryTest, AnExportMayBeOfAnySize) {
  EXPECT_EQ(parse_event_query("", {5000, 9000})->limit, 5000);
  EXPECT_EQ(parse_event_query("limit=9000", {5000, 9000})->limit, 9000);
}

TEST(EventQueryTest, LiveEventsBeginBehindTheLastOneThatIsKnown) {
  EXPECT_EQ(parse_live_query("", "")->after, std::nullopt);
  EXPECT_EQ(parse_live_query("after=5&stream=yard", "")->after, 5);
  EXPECT_EQ(parse_live_query("after=5", "17")->after, 17) << "the browser's own word goes first";
  EXPECT_EQ(parse_live_query("", "seven").error().message,
            "Last-Event-ID=seven: it is a whole number from 0 to 9223372036854775807");
  EXPECT_NE(parse_live_query("since=10", "").error().message.find("since: not for live events"),
            std::string::npos);
}

TEST(EventQueryTest, WrongValuesAreRefusedWithWhatIsRight) {
  EXPECT_EQ(parse_event_query("limit=0", {}).error().message,
            "limit=0: it is a whole number from 1 to 1000");
  EXPECT_EQ(parse_event_query("order=up", {}).error().message, "order=up: it is asc or desc");
  EXPECT_EQ(parse_event_query("since=noon", {}).error().message,
            "since=noon: it is a time, as in 2026-11-27T04:00:00Z, or seconds since 1970");
  EXPECT_EQ(parse_event_query("type=came", {}).error().message,
            "type=came: it is one of entered, left, occupied, vacated, unknown, known, dwell, "
            "crossed, stream_lost, stream_restored, gap");
  for (const char* types : {"entered,came", ",entered", "entered,,left"})
    EXPECT_FALSE(parse_event_query("type=" + std::string(types), {})) << types;
}

TEST(EventPage, HoldsWhatBelongsToEachTypeAndWhereToGoOn) {
  const EventRecords events{{.id = 3,
                             .utc_us = 1'732'676'645'120'000,
                             .stream = "yard",
                             .place = "gate",
                             .type = "entered",
                             .cause = "resumed",
                             .media_time_s = 2.5,
                             .epoch = 4,
                             .person = 7,
                             .class_name = "person",
                             .since_us = 1'732'676'645'000'000,
                             .resumes = 5},
                            {.id = 4,
                             .utc_us = 1'732'676'645'120'000,
                             .stream = "yard",
                             .place = "gate",
                             .type = "known",
                             .media_time_s = 2.5,
                             .epoch = 4,
                             .state = "occupied"},
                            {.id = 9, .utc_us = 0, .type = "gap", .count = 12}};
  const json page = event_page_json(events, {.limit = 3});
  EXPECT_EQ(page["events"][0],
            json::parse(R"({"id": 3, "type": "entered", "cause": "resumed", "stream": "yard",
                "zone": "gate", "time": "2024-11-27T03:04:05.120Z", "media_time": 2.5, "epoch": 4,
                "person": 7, "class": "person", "since": "2024-11-27T03:04:05.000Z",
                "resumes": 5})"));
  EXPECT_EQ(page["events"][1],
            json::parse(R"({"id": 4, "type": "known", "stream": "yard", "zone": "gate",
                "time": "2024-11-27T03:04:05.120Z", "media_time": 2.5, "epoch": 4,
                "state": "occupied"})"));
  EXPECT_EQ(page["events"][2],
            json::parse(R"({"id": 9, "type": "gap", "time": "1970-01-01T00:00:00.000Z",
                "count": 12})"));
  EXPECT_EQ(page["next"], 9);
  EXPECT_TRUE(event_page_json(events, {.limit = 4})["next"].is_null());
}

}  // namespace
}  // namespace trigo
