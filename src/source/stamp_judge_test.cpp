#include "source/stamp_judge.hpp"

#include <gtest/gtest.h>

namespace trigo {
namespace {

using namespace std::chrono_literals;

/// Sends `count` packets, one every `gap`, that are due every `due_gap_s`.
class Sender {
 public:
  explicit Sender(StampJudge& judge) : judge_(judge) {}

  void send(int count, Duration gap, double due_gap_s) {
    for (int i = 0; i < count; ++i) {
      now_ += gap;
      due_s_ += due_gap_s;
      judge_.packet(now_, due_s_);
    }
  }

 private:
  StampJudge& judge_;
  Instant now_{1h};
  double due_s_ = 0;
};

TEST(StampJudge, HonestStampsAreTrustedAndTheRateIsMeasured) {
  StampJudge judge(true);
  Sender(judge).send(1000, 40ms, 0.04);
  EXPECT_TRUE(judge.trusted());
  EXPECT_NEAR(judge.period_s().value(), 0.04, 0.001);
}

TEST(StampJudge, TenDeclaredForSevenSentIsFoundOutWithin20Seconds) {
  StampJudge judge(true);
  Sender(judge).send(7 * 20, 142857us, 0.1);
  EXPECT_FALSE(judge.trusted());
  EXPECT_NEAR(judge.period_s().value(), 0.143, 0.01);
}

TEST(StampJudge, FastStampsAreNoBetter) {
  StampJudge judge(true);
  Sender(judge).send(500, 40ms, 0.05);
  EXPECT_FALSE(judge.trusted());
}

TEST(StampJudge, WhatPiledUpBeforeWeCameIsNoLie) {
  StampJudge judge(true);
  Sender sender(judge);
  sender.send(250, 1ms, 0.04);
  sender.send(500, 40ms, 0.04);
  EXPECT_TRUE(judge.trusted());
}

TEST(StampJudge, OneJumpOrOneSilenceIsNoLie) {
  StampJudge judge(true);
  Sender sender(judge);
  for (int i = 0; i < 5; ++i) {
    sender.send(250, 40ms, 0.04);
    sender.send(1, 40ms, 8);
    sender.send(250, 40ms, 0.04);
    sender.send(1, 30s, 0.04);
  }
  EXPECT_TRUE(judge.trusted());
}

TEST(StampJudge, ACameraThatIsFrozenAgainAndAgainDoesNotLie) {
  StampJudge judge(true);
  Sender sender(judge);
  for (int i = 0; i < 10; ++i) {
    sender.send(25, 100ms, 0.1);
    sender.send(1, 2500ms, 0.1);
  }
  EXPECT_TRUE(judge.trusted());
  EXPECT_FALSE(judge.period_s().has_value());
}

TEST(StampJudge, ADriftOfAPartInAHundredIsNoLie) {
  StampJudge judge(true);
  Sender(judge).send(5000, 40ms, 0.0404);
  EXPECT_TRUE(judge.trusted());
}

TEST(StampJudge, StampsThatTheDemuxerMadeUpAreNotTrustedFromTheStart) {
  StampJudge judge(false);
  EXPECT_FALSE(judge.trusted());
  Sender(judge).send(100, 142857us, 0.04);
  EXPECT_FALSE(judge.trusted());
  EXPECT_NEAR(judge.period_s().value(), 0.143, 0.01);
}

}  // namespace
}  // namespace trigo
