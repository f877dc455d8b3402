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

TEST(Pacer, LagThatNeverShrinksIsTheSendersAndForgottenAfterTwoSeconds) {
  ManualClock clock;
  Pacer pacer(Pace::live, clock);
  const auto send = [&](double due_s, Duration waited) {
    clock.advance(waited);
    pacer.arrive(due_s, {}, waited);
  };
  for (int i = 0; i < 25; ++i) send(i * 0.04, 40ms);
  send(1, 20s);  // It was frozen, and goes on as if nothing had been.
  EXPECT_GT(pacer.lag(), 19s);
  for (int i = 0; i < 55; ++i) send(1.04 + i * 0.04, 40ms);
  EXPECT_EQ(pacer.lag(), 0ms);
}

TEST(Pacer, LagThatPiledUpWhileWeDidNotReadIsNeverForgotten) {
  ManualClock clock;
  Pacer pacer(Pace::live, clock);
  pacer.arrive(0, {});
  clock.advance(20s);
  for (int i = 0; i < 100; ++i) {  // Read without waiting, but no faster than they come.
    clock.advance(40ms);
    pacer.arrive(0.04 * i, {}, 1ms);
  }
  EXPECT_GT(pacer.lag(), 19s);
}

TEST(Pacer, WhatIsWorkedOffIsOursHoweverLongItTakes) {
  ManualClock clock;
  Pacer pacer(Pace::live, clock);
  pacer.arrive(0, {});
  clock.advance(20s);
  for (int i = 0; i < 160; ++i) {  // Three times as fast as they come.
    clock.advance(40ms);
    pacer.arrive(0.12 * i, {}, 30ms);
    EXPECT_NEAR(to_seconds(pacer.lag()), 20.04 + 0.04 * i - 0.12 * i, 0.01);
  }
}

TEST(Pacer, NobodySendsFasterThanACameraCanForLong) {
  ManualClock clock;
  Pacer pacer(Pace::live, clock);
  const Instant begin = clock.now();
  for (int i = 0; i < Pacer::most_at_once; ++i) pacer.arrive(i * 0.001, {});
  EXPECT_EQ(clock.now(), begin);
  for (int i = 0; i < 10 * Pacer::most_per_s; ++i) pacer.arrive(1 + i * 0.001, {});
  EXPECT_NEAR(to_seconds(clock.now() - begin), 10, 0.1);
}

TEST(Pacer, WhatComesInPiecesIsPlayedAtItsOwnSpeed) {
  ManualClock clock;
  Pacer pacer(Pace::buffered, clock);
  const Instant begin = clock.now();
  for (int i = 0; i < 50; ++i)
    EXPECT_EQ(pacer.arrive(i * 0.04, {}), begin + from_seconds(i * 0.04));
  EXPECT_EQ(pacer.lag(), 0ms);
}

TEST(Pacer, APieceThatComesLateIsNoLagOfOurs) {
  ManualClock clock;
  Pacer pacer(Pace::buffered, clock);
  pacer.arrive(0, {});
  clock.advance(5s);
  EXPECT_EQ(pacer.arrive(0.04, {}, 5s), clock.now());
  EXPECT_EQ(pacer.lag(), 0ms);
  clock.advance(3s);
  pacer.arrive(0.08, {});
  EXPECT_GT(pacer.lag(), 2s);
}

TEST(Pacer, WithoutStampsLagIsHowLongNothingWasWaitedFor) {
  ManualClock clock;
  Pacer pacer(Pace::live, clock);
  for (int i = 0; i < 50; ++i) {
    clock.advance(100ms);
    pacer.arrive_unstamped(0.1, 60ms, {});
    EXPECT_EQ(pacer.lag(), 0ms);
  }
  for (int i = 1; i <= 10; ++i) {  // Too slow: the next one is there already.
    clock.advance(150ms);
    EXPECT_EQ(pacer.arrive_unstamped(0.1, 0ms, {}), clock.now() - i * 150ms);
    EXPECT_EQ(pacer.lag(), i * 150ms);
  }
  pacer.arrive_unstamped(0.1, 30ms, {});
  EXPECT_EQ(pacer.lag(), 0ms);
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
