// What holds for presence whoever walks where: shown on people who walk at random.

#include <algorithm>
#include <cmath>
#include <map>
#include <random>

#include <gtest/gtest.h>

#include "presence/presence_engine.hpp"
#include "presence/test_scene.hpp"

namespace trigo {
namespace {

/// One look at a simulated scene.
struct TimedLook {
  double s;
  std::vector<Seen> people;
};

/// People who walk about for two minutes, and are missed now and then. Places are whole eighths of
/// pixels, so that moving, mirroring and scaling them loses nothing.
std::vector<TimedLook> random_walks(unsigned seed, double period_s) {
  std::mt19937 random(seed);
  std::uniform_real_distribution<float> place(0, 100);
  std::normal_distribution<float> step(0, static_cast<float>(12 * std::sqrt(period_s)));
  std::bernoulli_distribution missed(0.15);
  std::vector<Point> walkers;
  for (int i = 0; i < 6; ++i) walkers.push_back({place(random), place(random)});
  std::vector<TimedLook> looks;
  for (int n = 0; n * period_s < 120; ++n) {
    TimedLook look{n * period_s, {}};
    for (std::size_t i = 0; i < walkers.size(); ++i) {
      Point& at = walkers[i];
      const auto moved = [&](float from) {
        return std::clamp(std::round((from + step(random)) * 8) / 8, 0.F, 100.F);
      };
      at = {moved(at.x), moved(at.y)};
      if (!missed(random))
        look.people.push_back({static_cast<std::int64_t>(i) + 1, at.x, at.y, n > 2});
    }
    looks.push_back(look);
  }
  return looks;
}

Zone zone(const std::string& name, const Polygon& polygon) {
  return {.name = name, .polygon = polygon};
}

const Polygon whole{{0.25F, 0.125F}, {0.875F, 0.25F}, {0.75F, 0.875F}, {0.125F, 0.75F}};
// The same, cut from top to bottom.
const Polygon west{{0.25F, 0.125F}, {0.5625F, 0.1875F}, {0.4375F, 0.8125F}, {0.125F, 0.75F}};
const Polygon east{{0.5625F, 0.1875F}, {0.875F, 0.25F}, {0.75F, 0.875F}, {0.4375F, 0.8125F}};

ScenePlan test_plan() {
  return {.zones = {zone("west", west), zone("whole", whole)},
          .lines = {{.name = "line", .from = {0.5F, 0.25F}, .to = {0.625F, 1}, .filter = {}}},
          .masks = {}};
}

PresenceEvents events_of(const ScenePlan& plan, const std::vector<TimedLook>& looks,
                         double shift_s = 0, float scale = 1) {
  PresenceEngine engine(plan, test_classes);
  PresenceEvents all;
  const auto side = static_cast<int>(100 * scale);
  std::int64_t sequence = 0;
  const auto keep = [&](const PresenceEvents& events) {
    all.insert(all.end(), events.begin(), events.end());
  };
  for (const TimedLook& look : looks) {
    Tracks tracks = tracks_of(look.people);
    for (Track& track : tracks)
      track.box = {track.box.left * scale, track.box.top * scale, track.box.right * scale,
                   track.box.bottom * scale};
    const Moment at{.s = look.s + shift_s, .epoch = 1, .sequence = sequence++};
    keep(engine.observe(at, {side, side}, tracks));
  }
  keep(engine.finish());
  return all;
}

bool is_in(const ZoneReading& zone, std::int64_t person) {
  return std::any_of(zone.stays.begin(), zone.stays.end(),
                     [&](const Stay& stay) { return stay.person == person; });
}

std::vector<std::string> shown(const PresenceEvents& events) {
  std::vector<std::string> lines;
  for (const PresenceEvent& event : events) lines.push_back(shown(event));
  return lines;
}

class PresenceProperties : public testing::TestWithParam<unsigned> {
 protected:
  const std::vector<TimedLook> looks_ = random_walks(GetParam(), 0.25);
};

TEST_P(PresenceProperties, ShiftedInTimeTheSameHappensLater) {
  const auto now = events_of(test_plan(), looks_);
  const auto later = events_of(test_plan(), looks_, 4096);
  EXPECT_GT(now.size(), 20U);
  ASSERT_EQ(now.size(), later.size());
  for (std::size_t i = 0; i < now.size(); ++i) {
    PresenceEvent moved = later[i];
    EXPECT_EQ(moved.at.s, now[i].at.s + 4096);
    moved.at.s -= 4096;
    EXPECT_EQ(shown(moved), shown(now[i]));
  }
}

TEST_P(PresenceProperties, InALargerPictureTheSameHappens) {
  EXPECT_EQ(shown(events_of(test_plan(), looks_)), shown(events_of(test_plan(), looks_, 0, 8)));
}

TEST_P(PresenceProperties, MirroredTheSameHappensAndLinesAreCrossedTheOtherWay) {
  ScenePlan mirrored = test_plan();
  for (Zone& one : mirrored.zones)
    for (Point& corner : one.polygon) corner.x = 1 - corner.x;
  for (CrossingLine& line : mirrored.lines) {
    line.from.x = 1 - line.from.x;
    line.to.x = 1 - line.to.x;
  }
  auto looks = looks_;
  for (TimedLook& look : looks)
    for (Seen& one : look.people) one.x = 100 - one.x;
  auto events = events_of(mirrored, looks);
  for (PresenceEvent& event : events)
    if (event.type == PresenceEventType::crossed)
      event.direction = event.direction == Direction::left_to_right ? Direction::right_to_left
                                                                    : Direction::left_to_right;
  EXPECT_EQ(shown(events), shown(events_of(test_plan(), looks_)));
}

/// Everybody who is seen in the whole at every look for long enough to be told is in a part.
TEST_P(PresenceProperties, SplittingAZoneInTwoLosesNobody) {
  TestScene scene({.zones = {zone("whole", whole), zone("west", west), zone("east", east)},
                   .lines = {},
                   .masks = {}});
  const Region region(whole, test_picture);
  std::map<std::int64_t, double> seen_since_s;
  int proven = 0;
  for (const TimedLook& look : looks_) {
    scene.look(look.s, look.people);
    std::map<std::int64_t, double> still;
    for (const Seen& one : look.people)
      if (region.covers({one.x, one.y}))
        still[one.id] = seen_since_s.contains(one.id) ? seen_since_s[one.id] : look.s;
    seen_since_s = still;
    for (const auto& [person, since_s] : seen_since_s) {
      if (look.s - since_s < 1.5) continue;
      ++proven;
      EXPECT_TRUE(is_in(scene.zone(0), person)) << '#' << person << " at " << look.s;
      EXPECT_TRUE(is_in(scene.zone(1), person) || is_in(scene.zone(2), person))
          << '#' << person << " at " << look.s;
    }
  }
  EXPECT_GT(proven, 100);
}

/// States follow each other as they must, and everybody who enters leaves once.
TEST_P(PresenceProperties, EventsPairUp) {
  for (const std::string name : {"west", "whole"}) {
    auto state = PresenceState::unknown;
    std::map<std::int64_t, int> inside;
    for (const PresenceEvent& event : events_of(test_plan(), looks_)) {
      if (event.place != name) continue;
      if (event.type == PresenceEventType::entered) {
        EXPECT_EQ(++inside[event.person], 1);
      } else if (event.type == PresenceEventType::left) {
        EXPECT_EQ(--inside[event.person], 0);
        EXPECT_GE(event.at.s, event.since.s);
      }
      if (event.person != 0) continue;
      EXPECT_NE(event.state, state) << event.at.s;
      state = event.state;
    }
    EXPECT_EQ(state, PresenceState::unknown);
    for (const auto& [person, times] : inside) EXPECT_EQ(times, 0) << person;
  }
}

/// From a change of state to the next takes `exit` where it was vacated.
TEST_P(PresenceProperties, NoZoneIsVacantForLessThanASecond) {
  std::map<std::string, double> vacated_s;
  for (const PresenceEvent& event : events_of(test_plan(), looks_)) {
    if (event.type == PresenceEventType::vacated) vacated_s[event.place] = event.at.s;
    if (event.type == PresenceEventType::occupied && vacated_s.contains(event.place)) {
      EXPECT_GE(event.at.s - vacated_s[event.place], 1 - 1e-6);
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Walks, PresenceProperties, testing::Range(1U, 13U));

}  // namespace
}  // namespace trigo
