#include "snapshots/portrait.hpp"

#include <gtest/gtest.h>

#include "live/test_picture.hpp"

namespace trigo {
namespace {

using namespace std::chrono_literals;

EventRecord event(const std::string& type, std::int64_t person, const std::string& place = "gate") {
  return {.utc_us = 5, .stream = "yard", .place = place, .type = type, .person = person};
}

/// Looks, each so long after the first.
class Looks {
 public:
  Portraits look(PortraitTaker& taker, Duration after, const Tracks& tracks, std::uint8_t y = 100) {
    Frame frame = make_picture({.size = {640, 480}, .y = y})->frame;
    frame.arrival = begin_ + after;
    return taker.look(frame, tracks);
  }

  static Track track(std::int64_t id, const Box& box, float score = 0.8F, bool seen = true) {
    return {.id = id, .box = box, .score = score, .seen = seen, .confirmed = true};
  }

 private:
  const Instant begin_ = Instant(1h);
};

TEST(PortraitTaker, TheBestLookOfTheFirstSecondIsTaken) {
  PortraitTaker taker;
  Looks looks;
  taker.observe(event("entered", 7));
  const Box far{100, 100, 140, 200};
  const Box near{100, 100, 180, 300};
  EXPECT_EQ(looks.look(taker, 0s, {Looks::track(7, far)}, 10).size(), 0);
  EXPECT_EQ(looks.look(taker, 300ms, {Looks::track(7, near)}, 20).size(), 0);
  EXPECT_EQ(looks.look(taker, 600ms, {Looks::track(7, near, 0.5F)}, 30).size(), 0);
  EXPECT_EQ(looks.look(taker, 800ms, {Looks::track(7, near, 0.99F, false)}, 40).size(), 0)
      << "predicted: who knows what is in that box";
  auto portraits = looks.look(taker, 1s, {Looks::track(7, far)}, 50);
  ASSERT_EQ(portraits.size(), 1);
  EXPECT_EQ(portraits[0].entered.person, 7);
  EXPECT_EQ(portraits[0].image.view().y[0], 20);
  EXPECT_EQ(looks.look(taker, 2s, {Looks::track(7, near)}).size(), 0) << "once";
}

TEST(PortraitTaker, SomebodyAtTheEdgeIsLessWorthThanSomebodyWhole) {
  PortraitTaker taker;
  Looks looks;
  taker.observe(event("entered", 7));
  looks.look(taker, 0s, {Looks::track(7, {-70, 100, 30, 300})}, 10);
  looks.look(taker, 300ms, {Looks::track(7, {10, 100, 90, 290})}, 20);
  auto portraits = looks.look(taker, 1s, {});
  ASSERT_EQ(portraits.size(), 1);
  EXPECT_EQ(portraits[0].image.view().y[0], 20);
}

TEST(PortraitTaker, APortraitIsSmallAndHasTheShapeOfThePerson) {
  PortraitTaker taker;
  Looks looks;
  taker.observe(event("entered", 7));
  taker.observe(event("entered", 8));
  looks.look(taker, 0s,
             {Looks::track(7, {100, 50, 200, 450}), Looks::track(8, {300, 300, 306, 309})});
  const auto portraits = taker.finish();
  ASSERT_EQ(portraits.size(), 2);
  const Size large = portraits[0].image.size();
  EXPECT_EQ(large.height, 320);
  // 100 + 2 x 48 wide and 400 + 30 + 48 high, of 640 x 480.
  EXPECT_NEAR(large.width, 320.0 * 196 / 478, 2);
  EXPECT_EQ(portraits[1].image.size(), (Size{16, 16})) << "the smallest there is";
}

TEST(PortraitTaker, WhoLeavesSoonerOrIsLostIsTakenAsSeenSoFar) {
  PortraitTaker taker;
  Looks looks;
  taker.observe(event("entered", 7));
  taker.observe(event("entered", 8));
  taker.observe(event("entered", 9, "shed"));
  looks.look(taker, 0s,
             {Looks::track(7, {100, 50, 200, 450}), Looks::track(8, {10, 50, 60, 150}),
              Looks::track(9, {10, 50, 60, 150})});
  const auto gone = taker.observe(event("left", 7));
  ASSERT_EQ(gone.size(), 1);
  EXPECT_EQ(gone[0].entered.person, 7);
  EXPECT_EQ(taker.observe(event("occupied", 0)).size(), 0);
  EXPECT_EQ(taker.observe(event("unknown", 0)).size(), 1) << "that at the gate";
  EXPECT_EQ(taker.finish().size(), 1);
}

TEST(PortraitTaker, WhoWasNeverSeenHasNone) {
  PortraitTaker taker;
  Looks looks;
  taker.observe(event("entered", 7));
  looks.look(taker, 0s, {});
  looks.look(taker, 200ms, {Looks::track(7, {900, 50, 950, 150})});
  EXPECT_EQ(looks.look(taker, 1s, {}).size(), 0);
}

}  // namespace
}  // namespace trigo
