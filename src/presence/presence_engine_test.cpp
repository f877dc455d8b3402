#include "presence/presence_engine.hpp"

#include <gtest/gtest.h>

#include "presence/test_scene.hpp"

namespace trigo {
namespace {

using Told = std::vector<std::string>;

class PresenceEngineTest : public testing::Test {
 protected:
  /// Looks, five a second, from after `from_s` to `to_s`.
  void watch(double from_s, double to_s, const std::vector<Seen>& people, std::int64_t epoch = 1) {
    for (int i = 1; from_s + i * 0.2 < to_s + 0.1; ++i)
      scene_.look(from_s + i * 0.2, people, epoch);
  }
  /// Five looks at nobody: known to be vacant from 0 to 1 s.
  void begin_vacant() {
    watch(-0.2, 1, {});
    scene_.take();
  }

  static constexpr Seen inside{7, 20, 50};
  static constexpr Seen outside{7, 80, 50};
  TestScene scene_{ScenePlan{.zones = {left_half()}, .lines = {}, .masks = {}}};
};

//   looks     0 0 0 0 0 0        0: nobody seen
//   state     ? ? ? ? ? V        known from the first look on
TEST_F(PresenceEngineTest, AtFirstNothingIsKnownAndAfterASecondOfNobodyItIsVacant) {
  EXPECT_EQ(scene_.zone().state, PresenceState::unknown);
  watch(-0.2, 0.8, {});
  EXPECT_EQ(scene_.zone().state, PresenceState::unknown);
  EXPECT_EQ(scene_.take(), Told{});
  scene_.look(1, {});
  EXPECT_EQ(scene_.take(), (Told{"half known vacant @0.0"}));
  EXPECT_EQ(scene_.zone().state, PresenceState::vacant);
  EXPECT_EQ(scene_.zone().count, 0);
}

//   looks     0 1 1 1            1: inside
//   state     ? ? ? O            from the second look on
TEST_F(PresenceEngineTest, SomebodyWhoIsThereAtFirstMakesItOccupied) {
  scene_.look(0, {});
  watch(0, 0.4, {inside});
  EXPECT_EQ(scene_.take(), Told{});
  watch(0.4, 0.6, {inside});
  EXPECT_EQ(scene_.take(), (Told{"half entered appeared #7 @0.2", "half known occupied @0.2"}));
}

//   looks     0 o 1 1 1 1        o: outside
//   inside        ^ 0.3 s  ^
TEST_F(PresenceEngineTest, EnteringIsToldOnceItLastedAndDatedBack) {
  begin_vacant();
  scene_.look(1.2, {{7, 49, 50}});  // Appears just inside …
  scene_.look(1.4, {{7, 45, 50}});
  EXPECT_EQ(scene_.take(), Told{});
  EXPECT_EQ(scene_.zone().state, PresenceState::vacant);
  scene_.look(1.6, {{7, 40, 50}});
  EXPECT_EQ(scene_.take(), (Told{"half entered appeared #7 @1.2", "half occupied @1.2"}));
  ASSERT_EQ(scene_.zone().stays.size(), 1);
  EXPECT_DOUBLE_EQ(scene_.zone().stays[0].since.s, 1.2);
  EXPECT_DOUBLE_EQ(scene_.zone().since.s, 1.2);
}

TEST_F(PresenceEngineTest, TheBorderIsCrossedBetweenTwoLooksAndCountsFromThere) {
  begin_vacant();
  scene_.look(2, {outside});
  // From 80 to 20 in one second, over the border at 50 after half of it: inside for 0.5 s.
  scene_.look(3, {inside});
  EXPECT_EQ(scene_.take(), (Told{"half entered crossed #7 @3.0", "half occupied @3.0"}));
}

TEST_F(PresenceEngineTest, WhoCutsTheCornerIsNotThere) {
  begin_vacant();
  scene_.look(1.2, {{7, 52, 50}});
  scene_.look(1.4, {{7, 49, 50}});
  scene_.look(1.6, {{7, 52, 52}});
  watch(1.6, 4, {outside});
  EXPECT_EQ(scene_.take(), Told{});
}

TEST_F(PresenceEngineTest, WhoIsNotConfirmedIsNotThereYet) {
  begin_vacant();
  watch(1, 3, {{7, 20, 50, false}});
  EXPECT_EQ(scene_.take(), Told{});
  scene_.look(3.2, {inside});
  EXPECT_EQ(scene_.take(), (Told{"half entered appeared #7 @1.2", "half occupied @1.2"}));
}

//   looks     1 1 0 0 0 0 0 0    the stay ends with the first 0, told with the last
TEST_F(PresenceEngineTest, LeavingIsToldAfterASecondOfMissesAndDatedBack) {
  watch(-0.2, 1, {inside});
  scene_.take();
  watch(1, 2, {outside});
  EXPECT_EQ(scene_.take(), Told{});
  EXPECT_EQ(scene_.zone().count, 1);
  scene_.look(2.2, {outside});
  EXPECT_EQ(scene_.take(), (Told{"half left seen #7 @1.2", "half vacated @1.2"}));
  EXPECT_EQ(scene_.zone().count, 0);
}

TEST_F(PresenceEngineTest, OneLookThatMissesEndsNoStayHoweverLongAgoTheLastWas) {
  scene_.engine.set_period(3);
  scene_.look(0, {inside});
  scene_.look(3, {inside});
  scene_.take();
  scene_.look(6, {});
  EXPECT_EQ(scene_.take(), Told{});
  scene_.look(9, {});
  EXPECT_EQ(scene_.take(), (Told{"half left seen #7 @6.0", "half vacated @6.0"}));
}

TEST_F(PresenceEngineTest, APredictedBoxIsNoEvidence) {
  watch(-0.2, 1, {inside});
  scene_.take();
  watch(1, 2.2, {{7, 20, 50, true, false}});
  EXPECT_EQ(scene_.take(), (Told{"half left seen #7 @1.2", "half vacated @1.2"}));
}

TEST_F(PresenceEngineTest, WhoIsMissedForLessThanExitNeverLeft) {
  watch(-0.2, 1, {inside});
  scene_.take();
  for (double s = 1; s < 5; s += 1.4) {
    watch(s, s + 1, {});
    watch(s + 1, s + 1.4, {inside});
  }
  EXPECT_EQ(scene_.take(), Told{});
}

TEST_F(PresenceEngineTest, StandingOnTheBorderDoesNotFlicker) {
  watch(-0.2, 1, {{7, 49.5F, 50}});
  scene_.take();
  for (int i = 0; i < 100; ++i) {
    const float x = i % 20 < 10 ? 50.8F : 49.5F;  // Out for two seconds, in for two.
    scene_.look(1.2 + i * 0.2, {{7, x, 50}});
  }
  EXPECT_EQ(scene_.take(), Told{});
  watch(21, 22.2, {{7, 51.5F, 50}});
  EXPECT_EQ(scene_.take(), (Told{"half left seen #7 @21.2", "half vacated @21.2"}));
}

TEST_F(PresenceEngineTest, WhoWalksOutThroughTheMarginLeftAtTheBorder) {
  watch(-0.2, 1, {{7, 49.5F, 50}});
  scene_.take();
  scene_.look(1.2, {{7, 50.5F, 50}});
  watch(1.2, 2.4, {outside});
  EXPECT_EQ(scene_.take(), (Told{"half left seen #7 @1.2", "half vacated @1.2"}));
}

TEST_F(PresenceEngineTest, AZoneThatIsEmptyForLessThanExitWasNot) {
  watch(-0.2, 2, {inside});
  scene_.take();
  watch(2, 2.8, {});
  watch(2.8, 3.2, {{8, 30, 60}});
  EXPECT_EQ(scene_.take(), (Told{"half left seen #7 @2.2"}));
  EXPECT_EQ(scene_.zone().state, PresenceState::occupied);
  EXPECT_EQ(scene_.zone().count, 1);
  watch(3.2, 4, {{8, 30, 60}});
  EXPECT_EQ(scene_.take(), (Told{"half entered appeared #8 @3.0"}));
}

TEST_F(PresenceEngineTest, AFalseAlarmInAnEmptyZoneDelaysVacancyButDoesNotChangeItsTime) {
  watch(-0.2, 2, {inside});
  scene_.take();
  watch(2, 2.8, {});
  scene_.look(3, {{8, 30, 60, false}});
  watch(3, 3.4, {});
  EXPECT_EQ(scene_.zone().state, PresenceState::occupied);
  watch(3.4, 4.4, {});
  EXPECT_EQ(scene_.take(), (Told{"half left seen #7 @2.2", "half vacated @2.2"}));
}

TEST_F(PresenceEngineTest, EverybodyIsCountedAndTheZoneIsVacatedByTheLast) {
  watch(-0.2, 2, {inside, {8, 10, 90}, {9, 90, 90}});
  EXPECT_EQ(scene_.zone().count, 2);
  scene_.take();
  watch(2, 4, {{8, 10, 90}});
  EXPECT_EQ(scene_.zone().count, 1);
  watch(4, 6, {});
  EXPECT_EQ(scene_.take(),
            (Told{"half left seen #7 @2.2", "half left seen #8 @4.2", "half vacated @4.2"}));
}

// ---- Evidence

//   looks     1 1 1 . . . . .      .: none
//   state     O O O O O ?          2 s after the last look
TEST_F(PresenceEngineTest, WithoutLooksNothingIsKnownAfterTwoSeconds) {
  watch(-0.2, 1, {inside});
  scene_.take();
  scene_.advance(2.9);
  EXPECT_EQ(scene_.zone().state, PresenceState::occupied);
  EXPECT_DOUBLE_EQ(scene_.engine.evidence_ends_s().value_or(0), 3);
  scene_.advance(3.1);
  EXPECT_EQ(scene_.take(), (Told{"half unknown @1.0"})) << "and nobody left";
  EXPECT_EQ(scene_.zone().state, PresenceState::unknown);
  EXPECT_EQ(scene_.zone().count, 0);
  EXPECT_TRUE(scene_.zone().stays.empty());
  EXPECT_FALSE(scene_.engine.evidence_ends_s());
  scene_.advance(1000);
  EXPECT_EQ(scene_.take(), Told{});
}

TEST_F(PresenceEngineTest, EvidenceLastsForThreePlannedPeriods) {
  scene_.engine.set_period(5);
  EXPECT_DOUBLE_EQ(scene_.engine.evidence_limit_s(), 15);
  scene_.engine.set_period(0.1);
  EXPECT_DOUBLE_EQ(scene_.engine.evidence_limit_s(), 2);
}

TEST_F(PresenceEngineTest, WhoIsStillThereWhenTheStreamComesBackGoesOnWithTheirStay) {
  watch(-0.2, 4, {inside});
  scene_.advance(8);
  scene_.take();
  watch(10, 10.6, {{31, 22, 52}}, 2);  // Another id: a new epoch.
  EXPECT_EQ(scene_.take(),
            (Told{"half entered resumed #31 was #7 @10.2", "half known occupied @10.2"}));
  ASSERT_EQ(scene_.zone().stays.size(), 1);
  EXPECT_EQ(scene_.zone().stays[0].person, 31);
  EXPECT_DOUBLE_EQ(scene_.zone().stays[0].since.s, 0);
  watch(10.6, 12, {}, 2);
  EXPECT_EQ(scene_.take(), (Told{"half left seen #31 @10.8", "half vacated @10.8"}));
}

TEST_F(PresenceEngineTest, WhoIsGoneWhenTheStreamComesBackLeftUnobserved) {
  watch(-0.2, 4, {inside});
  scene_.advance(8);
  scene_.take();
  watch(10, 11, {}, 2);
  EXPECT_EQ(scene_.zone().state, PresenceState::unknown);
  EXPECT_EQ(scene_.take(), Told{});
  scene_.look(11.2, {}, 2);
  EXPECT_EQ(scene_.take(), (Told{"half left unobserved #7 @4.0", "half known vacant @10.2"}));
}

TEST_F(PresenceEngineTest, ADetectorThatStarvesMakesItUnknownAndTheSamePersonGoesOn) {
  watch(-0.2, 4, {inside});
  scene_.take();
  scene_.look(7, {inside});
  EXPECT_EQ(scene_.take(), (Told{"half unknown @4.0", "half entered resumed #7 @7.0",
                                 "half known occupied @7.0"}));
  EXPECT_DOUBLE_EQ(scene_.zone().stays[0].since.s, 0);
}

TEST_F(PresenceEngineTest, SomebodyFarFromWhoWasThereIsSomebodyElse) {
  watch(-0.2, 4, {{7, 45, 95}});
  scene_.advance(8);
  scene_.take();
  // 90 pixels off, 4.5 heights; in 2.2 s nobody is believed to come farther than 3.2.
  watch(6, 7.2, {{31, 5, 15}}, 2);
  EXPECT_EQ(scene_.take(), (Told{"half entered appeared #31 @6.2", "half known occupied @6.2",
                                 "half left unobserved #7 @4.0"}));
}

TEST_F(PresenceEngineTest, AfterAMinuteOutOfSightItIsSomebodyElse) {
  watch(-0.2, 4, {inside});
  scene_.advance(8);
  scene_.take();
  watch(70, 71.2, {{31, 20, 50}}, 2);
  EXPECT_EQ(scene_.take(), (Told{"half entered appeared #31 @70.2", "half known occupied @70.2",
                                 "half left unobserved #7 @4.0"}));
}

TEST_F(PresenceEngineTest, AStayGoesOnWithOnePersonOnly) {
  watch(-0.2, 4, {inside});
  scene_.advance(8);
  scene_.take();
  watch(10, 11.2, {{31, 20, 50}, {32, 26, 50}}, 2);
  EXPECT_EQ(scene_.take(), (Told{"half entered resumed #31 was #7 @10.2",
                                 "half entered appeared #32 @10.2", "half known occupied @10.2"}));
}

TEST_F(PresenceEngineTest, WhereContinuityBreaksWithoutAPauseTheStateStays) {
  watch(-0.2, 4, {inside});
  scene_.take();
  watch(4, 4.8, {}, 2);  // A loop, say.
  EXPECT_EQ(scene_.zone().state, PresenceState::occupied);
  watch(4.8, 5.4, {}, 2);
  EXPECT_EQ(scene_.take(), (Told{"half left unobserved #7 @4.0", "half vacated @4.0"}));
}

TEST_F(PresenceEngineTest, AtTheEndOpenStaysAreInterrupted) {
  watch(-0.2, 4, {inside});
  scene_.take();
  scene_.finish();
  EXPECT_EQ(scene_.take(), (Told{"half left interrupted #7 @4.0", "half unknown @4.0"}));
}

TEST_F(PresenceEngineTest, CountsAddUpByCause) {
  watch(-0.2, 4, {inside});
  watch(4, 6, {outside});
  watch(6, 8, {inside});
  scene_.advance(20);
  watch(20, 22, {}, 2);
  const ZoneCounts counts = scene_.zone().counts;
  EXPECT_EQ(counts.appeared, 1);
  EXPECT_EQ(counts.crossed, 1);
  EXPECT_EQ(counts.seen, 1);
  EXPECT_EQ(counts.unobserved, 1);
}

// ---- What a zone asks for

ScenePlan plan_of(const Zone& zone) {
  return {.zones = {zone}, .lines = {}, .masks = {}};
}

TEST(ZoneSettings, EnterAndExitAreTheZonesOwn) {
  Zone zone = left_half();
  zone.enter_s = 2;
  zone.exit_s = 5;
  TestScene scene(plan_of(zone));
  for (int i = 0; i < 10; ++i) scene.look(i * 0.2, {{7, 20, 50}});
  EXPECT_EQ(scene.take(), Told{});
  scene.look(2, {{7, 20, 50}});
  EXPECT_EQ(scene.take(), (Told{"half entered appeared #7 @0.0", "half known occupied @0.0"}));
  for (int i = 1; i <= 25; ++i) scene.look(2 + i * 0.2, {});
  EXPECT_EQ(scene.take(), Told{});
  scene.look(7.2, {});
  EXPECT_EQ(scene.take(), (Told{"half left seen #7 @2.2", "half vacated @2.2"}));
}

TEST(ZoneSettings, DwellIsToldOnceAStay) {
  Zone zone = left_half();
  zone.dwell_s = 3;
  TestScene scene(plan_of(zone));
  for (int i = 0; i < 15; ++i) scene.look(i * 0.2, {{7, 20, 50}});
  scene.take();
  for (int i = 15; i < 100; ++i) scene.look(i * 0.2, {{7, 20, 50}});
  EXPECT_EQ(scene.take(), (Told{"half dwell #7 @3.0"}));
}

TEST(ZoneSettings, DwellIsNotToldAgainAfterALoss) {
  Zone zone = left_half();
  zone.dwell_s = 3;
  TestScene scene(plan_of(zone));
  for (int i = 0; i < 20; ++i) scene.look(i * 0.2, {{7, 20, 50}});
  scene.advance(10);
  scene.take();
  for (int i = 0; i < 20; ++i) scene.look(12 + i * 0.2, {{31, 20, 50}}, 2);
  EXPECT_EQ(scene.take(),
            (Told{"half entered resumed #31 was #7 @12.0", "half known occupied @12.0"}));
}

TEST(ZoneSettings, WhoIsTooSmallOrTooUnsureBeginsNoStayButGoesOnWithOne) {
  Zone zone = left_half();
  zone.filter.min_score = 0.6;
  zone.filter.min_height = 0.15;
  TestScene scene(plan_of(zone));
  for (int i = 0; i <= 5; ++i)
    scene.look(i * 0.2, {{7, 20, 50, true, true, 0.5F}, {8, 20, 50, true, true, 0.9F, 10}});
  EXPECT_EQ(scene.take(), (Told{"half known vacant @0.0"}));
  scene.look(1.2, {{7, 20, 50}, {8, 20, 50}});
  for (int i = 7; i < 30; ++i)
    scene.look(i * 0.2, {{7, 20, 50, true, true, 0.5F}, {8, 20, 50, true, true, 0.9F, 10}});
  EXPECT_EQ(scene.take(), (Told{"half entered appeared #7 @1.2", "half entered appeared #8 @1.2",
                                "half occupied @1.2"}));
}

TEST(ZoneSettings, OnlyTheClassesAskedForCount) {
  Zone zone = left_half();
  zone.filter.classes = {"dog"};
  TestScene scene(plan_of(zone));
  for (int i = 0; i < 10; ++i)
    scene.look(i * 0.2, {{7, 20, 50}, {8, 20, 50, true, true, 0.9F, 20, 1}});
  EXPECT_EQ(scene.zone().count, 1);
  EXPECT_EQ(scene.zone().stays[0].person, 8);
}

TEST(ZoneSettings, TheAnchorIsTheFeetOrTheCenter) {
  Zone upper{.name = "upper", .polygon = {{0, 0}, {1, 0}, {1, 0.5F}, {0, 0.5F}}};
  Zone middle = upper;
  middle.filter.anchor = Anchor::center;
  TestScene by_feet(plan_of(upper));
  TestScene by_center(plan_of(middle));
  for (int i = 0; i < 10; ++i) {
    by_feet.look(i * 0.2, {{7, 20, 55}});
    by_center.look(i * 0.2, {{7, 20, 55}});
  }
  EXPECT_EQ(by_feet.zone().count, 0);
  EXPECT_EQ(by_center.zone().count, 1);
}

TEST(ZoneSettings, WhoStandsBelowThePictureIsInTheZoneThatReachesItsEdge) {
  TestScene scene(plan_of(left_half()));
  for (int i = 0; i < 10; ++i) scene.look(i * 0.2, {{7, 20, 104, true, true, 0.9F, 60}});
  EXPECT_EQ(scene.zone().count, 1);
}

}  // namespace
}  // namespace trigo
