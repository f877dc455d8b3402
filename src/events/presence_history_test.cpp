#include "events/presence_history.hpp"

#include <random>

#include <gtest/gtest.h>

namespace trigo {
namespace {

constexpr auto unknown = PresenceState::unknown;
constexpr auto vacant = PresenceState::vacant;
constexpr auto occupied = PresenceState::occupied;

//   time     0         100       200       300       400
//   state    ?    50 vacant  150 occupied   260 ?  320 vacant
//   stays                    150----------230
//                                180------------260
const PresencePast past{.states = {{50, vacant}, {150, occupied}, {260, unknown}, {320, vacant}},
                        .stays = {{150, 230}, {180, 260}}};

TEST(PresenceHistory, IntervalsFollowTheStates) {
  EXPECT_EQ(intervals_of(past, 0, 400), (std::vector<PresenceInterval>{{0, 50, unknown, 0},
                                                                       {50, 150, vacant, 0},
                                                                       {150, 260, occupied, 2},
                                                                       {260, 320, unknown, 0},
                                                                       {320, 400, vacant, 0}}));
  EXPECT_EQ(intervals_of(past, 240, 250), (std::vector<PresenceInterval>{{240, 250, occupied, 1}}));
  EXPECT_TRUE(intervals_of(past, 100, 100).empty());
}

TEST(PresenceHistory, BucketsAddUpAndTheLastOneIsShorter) {
  const auto buckets = buckets_of(past, 100, 350, 100);
  ASSERT_EQ(buckets.size(), 3);
  EXPECT_EQ(buckets[0], (PresenceBucket{100, 200, 50, 50, 0, 2, (50 + 20) / 100.0, 2, 80}));
  EXPECT_EQ(buckets[1], (PresenceBucket{200, 300, 60, 0, 40, 2, (30 + 60) / 60.0, 0, 80}));
  EXPECT_EQ(buckets[2], (PresenceBucket{300, 350, 0, 30, 20, 0, 0}));
}

TEST(PresenceHistory, OfWhatWasNeverKnownThereIsNoNumber) {
  EXPECT_EQ(buckets_of({}, 0, 100, 100), (std::vector<PresenceBucket>{{0, 100, 0, 0, 100, 0, 0}}));
}

TEST(PresenceHistory, AStayThatOutlastsALossCountsOnlyWhileItIsKnown) {
  const PresencePast lost{.states = {{0, occupied}, {40, unknown}, {60, occupied}},
                          .stays = {{0, PastStay::open}}};
  EXPECT_EQ(buckets_of(lost, 0, 100, 100),
            (std::vector<PresenceBucket>{{0, 100, 80, 0, 20, 1, 1.0, 1, 100}}));
}

TEST(PresenceHistory, AStayIsAsLongAsItIsInAllAndBeginsOnce) {
  const PresencePast stays{.states = {{0, occupied}},
                           .stays = {{50, 250}, {200, 210}, {290, PastStay::open}, {310, 310}}};
  std::vector<std::pair<int, std::int64_t>> found;
  for (const PresenceBucket& bucket : buckets_of(stays, 100, 350, 100))
    found.emplace_back(bucket.entered, bucket.longest_us);
  EXPECT_EQ(found, (std::vector<std::pair<int, std::int64_t>>{{0, 200}, {2, 200}, {0, 60}}));
}

TEST(PresenceHistory, TheSumsDoNotDependOnHowTimeIsCut) {
  std::mt19937 random(1);
  std::uniform_int_distribution<std::int64_t> moment(0, 100'000);
  PresencePast any;
  for (int i = 0; i < 200; ++i)
    any.states.push_back({moment(random), static_cast<PresenceState>(i % 3)});
  std::sort(any.states.begin(), any.states.end(),
            [](const auto& a, const auto& b) { return a.from_us < b.from_us; });
  for (int i = 0; i < 100; ++i) {
    const auto from = moment(random);
    any.stays.push_back({from, from + moment(random) / 50});
  }
  const auto whole = buckets_of(any, 0, 100'000, 100'000).at(0);
  for (const std::int64_t bucket_us : {7, 100, 12'345}) {
    PresenceBucket sum;
    double person_us = 0;
    for (const PresenceBucket& piece : buckets_of(any, 0, 100'000, bucket_us)) {
      EXPECT_EQ(piece.occupied_us + piece.vacant_us + piece.unknown_us,
                piece.to_us - piece.from_us);
      sum.occupied_us += piece.occupied_us;
      sum.vacant_us += piece.vacant_us;
      sum.entered += piece.entered;
      sum.longest_us = std::max(sum.longest_us, piece.longest_us);
      sum.max_count = std::max(sum.max_count, piece.max_count);
      person_us += piece.mean_count * static_cast<double>(piece.occupied_us + piece.vacant_us);
    }
    EXPECT_EQ(sum.occupied_us, whole.occupied_us);
    EXPECT_EQ(sum.vacant_us, whole.vacant_us);
    EXPECT_EQ(sum.entered, whole.entered);
    EXPECT_EQ(sum.longest_us, whole.longest_us);
    EXPECT_EQ(sum.max_count, whole.max_count);
    const auto known_us = static_cast<double>(whole.occupied_us + whole.vacant_us);
    EXPECT_NEAR(person_us / known_us, whole.mean_count, 1e-9);
  }
}

}  // namespace
}  // namespace trigo
