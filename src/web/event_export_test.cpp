#include "web/event_export.hpp"

#include <gtest/gtest.h>

#include "events/test_record.hpp"

namespace trigo {
namespace {

constexpr std::int64_t day_us = 86'400LL * 1'000'000;

class EventExport : public RecordTest {
 protected:
  static std::string all(const EventStore& store, const std::shared_ptr<RowSource>& rows) {
    std::string text;
    for (int pieces = 0; pieces < 1000; ++pieces) {
      const auto piece = rows->next(store);
      EXPECT_TRUE(piece) << piece.error().message;
      if (!piece || piece->empty()) return text;
      text += *piece;
    }
    ADD_FAILURE() << "it never ends";
    return text;
  }

  static std::ptrdiff_t lines(const std::string& text) {
    return std::count(text.begin(), text.end(), '\n');
  }
};

TEST_F(EventExport, TheFormatIsTheOneAskedForOrLikedBest) {
  EXPECT_EQ(*parse_format("", ""), Format::json);
  EXPECT_EQ(*parse_format("format=csv", "application/json"), Format::csv);
  EXPECT_EQ(*parse_format("", "text/csv"), Format::csv);
  EXPECT_EQ(*parse_format("", "text/csv;q=0.5, application/x-ndjson"), Format::ndjson);
  EXPECT_EQ(*parse_format("", "application/json;q=0.2 , text/csv ; q=0.9"), Format::csv);
  EXPECT_EQ(*parse_format("", "text/html,application/xhtml+xml,*/*;q=0.8"), Format::json);
  EXPECT_EQ(*parse_format("", "text/csv;q=0"), Format::json);
  EXPECT_EQ(parse_format("format=xml", "").error().message,
            "format=xml: it is json, csv or ndjson");
}

TEST_F(EventExport, AllEventsComeOnceHoweverMany) {
  auto store = open();
  EventRecords events;
  for (int i = 0; i < 2500; ++i) events.push_back(entered(i, i));
  ASSERT_TRUE(store.append({events}, 0));
  EXPECT_EQ(lines(all(store, event_rows({.limit = 1'000'000}, Format::ndjson))), 2500);
  EXPECT_EQ(lines(all(store, event_rows({.limit = 1'000'000}, Format::csv))), 2501);
  EXPECT_EQ(lines(all(store, event_rows({.limit = 1700}, Format::ndjson))), 1700);
  EXPECT_EQ(lines(all(store, event_rows({.limit = 1000}, Format::ndjson))), 1000);
  const EventQuery newest{.newest_first = true, .limit = 1'000'000};
  EXPECT_EQ(lines(all(store, event_rows(newest, Format::ndjson))), 2500);
  EXPECT_EQ(lines(all(store, event_rows({.stream = "shop", .limit = 9}, Format::csv))), 1);
  EXPECT_EQ(all(store, event_rows({.stream = "shop", .limit = 9}, Format::ndjson)), "");
}

TEST_F(EventExport, WhatIsRecordedMeanwhileIsNotAwaited) {
  auto store = open();
  EventRecords events(1500, entered(7, 1));
  ASSERT_TRUE(store.append({events}, 1));
  const auto rows = event_rows({.limit = 1'000'000}, Format::ndjson);
  std::ptrdiff_t count = lines(*rows->next(store));
  ASSERT_TRUE(store.append({events}, 1));
  count += lines(all(store, rows));
  EXPECT_EQ(count, 1500);
}

TEST_F(EventExport, ARowHasACellForWhateverAnEventMayHave) {
  auto store = open();
  EventRecord one = entered(7, 1'000'000);
  one.class_name = "person, \"tall\"";
  EventRecord gap{.utc_us = 2'000'000, .type = gap_type, .count = 12};
  EventRecord lost{.utc_us = 3'000'000, .stream = "yard", .type = lost_type, .epoch = 2};
  lost.reason = "no answer";
  EventRecord back{.utc_us = 4'000'000, .stream = "yard", .type = restored_type, .epoch = 3};
  back.since_us = 3'000'000;
  for (EventRecord& event : std::vector{one, gap, lost, back})
    ASSERT_TRUE(store.append({{&event, 1}}, 1));
  EXPECT_EQ(all(store, event_rows({}, Format::csv)),
            "id,time,stream,zone,line,type,cause,state,count,direction,person,class,since,resumes,"
            "epoch,media_time,snapshot,reason\r\n"
            "1,1970-01-01T00:00:01.000Z,yard,gate,,entered,crossed,,,,7,\"person, \"\"tall\"\"\","
            "1970-01-01T00:00:01.000Z,,2,1.5,,\r\n"
            "2,1970-01-01T00:00:02.000Z,,,,gap,,,12,,,,,,,,,\r\n"
            "3,1970-01-01T00:00:03.000Z,yard,,,stream_lost,,,,,,,,,2,,,no answer\r\n"
            "4,1970-01-01T00:00:04.000Z,yard,,,stream_restored,,,,,,,1970-01-01T00:00:03.000Z,,3,,,"
            "\r\n");
}

TEST_F(EventExport, ThePastOfAZoneIsTheSameInPiecesAsInOne) {
  auto store = open();
  EventRecords events{became("known", "vacant", 5 * day_us),
                      entered(7, 9 * day_us),
                      became("occupied", "occupied", 9 * day_us),
                      entered(8, 20 * day_us),
                      left(7, 30 * day_us),
                      left(8, 31 * day_us),
                      became("vacated", "vacant", 31 * day_us)};
  ASSERT_TRUE(store.append({events}, 0));
  HistoryQuery query{.stream = "yard", .zone = "gate", .from_us = 0, .to_us = 40 * day_us};
  EXPECT_EQ(all(store, history_rows(query, Format::csv)),
            "from,to,state,max_count\r\n"
            "1970-01-01T00:00:00.000Z,1970-01-06T00:00:00.000Z,unknown,\r\n"
            "1970-01-06T00:00:00.000Z,1970-01-10T00:00:00.000Z,vacant,0\r\n"
            "1970-01-10T00:00:00.000Z,1970-02-01T00:00:00.000Z,occupied,2\r\n"
            "1970-02-01T00:00:00.000Z,1970-02-10T00:00:00.000Z,vacant,0\r\n");
  query.bucket_us = 600LL * 1'000'000;
  EXPECT_EQ(lines(all(store, history_rows(query, Format::ndjson))), 40 * 144);
}

}  // namespace
}  // namespace trigo
