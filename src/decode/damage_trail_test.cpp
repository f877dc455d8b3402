#include "decode/damage_trail.hpp"

#include <gtest/gtest.h>

namespace trigo {
namespace {

/// A picture whose packet came as the `number`-th, and that is shown as the `stamp`-th.
CodedPicture picture(std::int64_t number, std::int64_t stamp) {
  return {number, stamp};
}

TEST(DamageTrail, WithoutDamageNothingIsDamaged) {
  DamageTrail trail;
  EXPECT_EQ(trail.judge(picture(0, 0), true, Flagged::no), Damage::none);
  EXPECT_EQ(trail.judge(picture(1, 1), false, Flagged::no), Damage::none);
}

TEST(DamageTrail, DamageIsInheritedUpToTheNextKeyFrame) {
  DamageTrail trail;
  EXPECT_EQ(trail.judge(picture(0, 0), true, Flagged::no), Damage::none);
  EXPECT_EQ(trail.judge(picture(1, 1), false, Flagged::concealed), Damage::own);
  EXPECT_EQ(trail.judge(picture(2, 2), false, Flagged::no), Damage::inherited);
  EXPECT_EQ(trail.judge(picture(3, 3), true, Flagged::no), Damage::none);
  EXPECT_EQ(trail.judge(picture(4, 4), false, Flagged::no), Damage::none);
}

TEST(DamageTrail, AKeyFrameThatIsDamagedItselfHealsNothing) {
  DamageTrail trail;
  EXPECT_EQ(trail.judge(picture(0, 0), true, Flagged::concealed), Damage::own);
  EXPECT_EQ(trail.judge(picture(1, 1), false, Flagged::no), Damage::inherited);
}

TEST(DamageTrail, WhatIsDecodedBeforeADamagedPacketIsSound) {
  // Decoded I P B B, shown I B B P; the packet after them is refused.
  DamageTrail trail;
  trail.damaged(picture(4, 6));
  EXPECT_EQ(trail.judge(picture(2, 1), false, Flagged::no), Damage::none);
  EXPECT_EQ(trail.judge(picture(3, 2), false, Flagged::no), Damage::none);
  EXPECT_EQ(trail.judge(picture(1, 3), false, Flagged::no), Damage::none);
  EXPECT_EQ(trail.judge(picture(5, 4), false, Flagged::no), Damage::inherited)
      << "shown before it, and refers to it";
}

TEST(DamageTrail, APictureThatIsShownBeforeItsKeyFrameDoesNotDamageWhatFollowsThat) {
  // An open group of pictures, begun in its middle: decoded I(2) B(0) B(1) P(5) B(3) B(4).
  DamageTrail trail;
  trail.damaged(picture(1, 0));
  trail.damaged(picture(2, 1));
  EXPECT_EQ(trail.judge(picture(1, 0), false, Flagged::no), Damage::own);
  EXPECT_EQ(trail.judge(picture(2, 1), false, Flagged::no), Damage::own);
  EXPECT_EQ(trail.judge(picture(0, 2), true, Flagged::no), Damage::none);
  EXPECT_EQ(trail.judge(picture(4, 3), false, Flagged::no), Damage::none);
}

TEST(DamageTrail, AKeyFrameDoesNotHealWhatIsDamagedAfterIt) {
  // The decoder has taken more packets than it has given pictures.
  DamageTrail trail;
  trail.damaged(picture(3, 3));
  EXPECT_EQ(trail.judge(picture(1, 1), true, Flagged::no), Damage::none);
  EXPECT_EQ(trail.judge(picture(2, 2), false, Flagged::no), Damage::none);
  EXPECT_EQ(trail.judge(picture(4, 4), false, Flagged::no), Damage::inherited);
}

TEST(DamageTrail, WithoutStampsTheOrderOfPacketsCounts) {
  DamageTrail trail;
  trail.damaged({1, {}});
  EXPECT_EQ(trail.judge({2, {}}, false, Flagged::no), Damage::inherited);
  EXPECT_EQ(trail.judge({3, {}}, true, Flagged::no), Damage::none);
  EXPECT_EQ(trail.judge({4, {}}, false, Flagged::no), Damage::none);
}

TEST(DamageTrail, AKeyFrameHealsThoughTheClockJumpedBack) {
  DamageTrail trail;
  trail.damaged(picture(1, 1000));
  EXPECT_EQ(trail.judge(picture(2, 1001), false, Flagged::no), Damage::inherited);
  EXPECT_EQ(trail.judge(picture(3, 0), true, Flagged::no), Damage::none);
  EXPECT_EQ(trail.judge(picture(4, 1), false, Flagged::no), Damage::none);
}

TEST(DamageTrail, ItEndsWhereTheDecoderSaysThatItHasRecovered) {
  // Intra refresh, begun in its middle: no key frame ever comes.
  DamageTrail trail;
  trail.damaged(picture(0, 0));
  for (int n = 0; n < 5; ++n)
    EXPECT_EQ(trail.judge(picture(n, n), false, Flagged::unrecovered), Damage::own) << n;
  EXPECT_EQ(trail.judge(picture(5, 5), false, Flagged::no), Damage::none);
  EXPECT_EQ(trail.judge(picture(6, 6), false, Flagged::no), Damage::none);
}

TEST(DamageTrail, WithoutKeyFramesItEndsByItself) {
  DamageTrail trail;
  trail.damaged(picture(0, 0));
  for (int n = 1; n <= DamageTrail::longest; ++n)
    ASSERT_EQ(trail.judge(picture(n, n), false, Flagged::no), Damage::inherited) << n;
  EXPECT_EQ(trail.judge(picture(1000, 1000), false, Flagged::no), Damage::none);
}

}  // namespace
}  // namespace trigo
