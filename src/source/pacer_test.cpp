#include "source/pacer.hpp"

#include <gtest/gtest.h>

namespace trigo {
namespace {

using namespace std::chrono_literals;

TEST(Pacer, AFilesPacketArrivesWhenItIsDue) {
  ManualClock clock;
  const auto start = clock.now();
  Pacer pacer(Pace::real_time, clock);
  EXPECT_EQ(pacer.arrive(0, {}), start);
  EXPECT_EQ(pacer.arrive(0.5, {}), start + 500ms);
  EXPECT_EQ(clock.now(), start + 500ms);
  EXPECT_EQ(pacer.lag(), 0ms);
}

TEST(Pacer, ALateReaderOfAFileSeesItsLagAndTheTrueArrival) {
  ManualClock clock;
  const auto start = clock.now();
  Pacer pacer(Pace::real_time, clock);
  pacer.arrive(0, {});
  clock.advance(2s);
  EXPECT_EQ(pacer.arrive(0.5, {}), start + 500ms);
  EXPECT_EQ(pacer.lag(), 1500ms);
  pacer.postpone(1500ms);
  EXPECT_EQ(pacer.arrive(0.5, {}), start + 2s);
  EXPECT_EQ(pacer.lag(), 0ms);
}

TEST(Pacer, ALoopGoesOnWithoutAGap) {
  ManualClock clock;
  const auto start = clock.now();
  Pacer pacer(Pace::real_time, clock);
  pacer.arrive(0, {});
  pacer.arrive(0.9, {});
  pacer.restart(1.0);
  EXPECT_EQ(pacer.arrive(0, {}), start + 1s);
}

TEST(Pacer, LiveLagIsWhatPiledUpSinceTheBestOfTheLastMinute) {
  ManualClock clock;
  Pacer pacer(Pace::live, clock);
  pacer.arrive(10, {});
  clock.advance(900ms);  // 100 ms early by the stream's clock: the camera's own jitter.
  pacer.arrive(11, {});
  EXPECT_EQ(pacer.lag(), 0ms);
  clock.advance(3s);
  EXPECT_EQ(pacer.arrive(12, {}), clock.now() - 2s);
  EXPECT_EQ(pacer.lag(), 2s);
}

TEST(Pacer, AClockThatDriftsAwayIsNotLagForEver) {
  ManualClock clock;
  Pacer pacer(Pace::live, clock);
  for (int second = 0; second < 600; ++second) {
    pacer.arrive(second, {});
    clock.advance(1010ms);
  }
  EXPECT_LT(pacer.lag(), 650ms);
}

TEST(Pacer, AStopRequestEndsTheWait) {
  ManualClock clock;
  Pacer pacer(Pace::real_time, clock);
  std::stop_source stop;
  stop.request_stop();
  EXPECT_EQ(pacer.arrive(1, stop.get_token()), std::nullopt);
}

TEST(Pacer, AFileThatBeginsAtAnInstantIsDueThenHoweverEarlyOrLateItIsOpen) {
  ManualClock clock;
  const Instant begin = clock.now() + 500ms;
  Pacer early(Pace::real_time, clock);
  early.begin_at(begin);
  EXPECT_EQ(early.arrive(0, {}), begin);
  EXPECT_EQ(clock.now(), begin);
  Pacer late(Pace::real_time, clock);
  late.begin_at(begin - 200ms);
  EXPECT_EQ(late.arrive(0, {}), begin - 200ms);
  EXPECT_EQ(late.lag(), 200ms);
}

}  // namespace
}  // namespace trigo
