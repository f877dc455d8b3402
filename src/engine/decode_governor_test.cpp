#include "engine/decode_governor.hpp"

#include <algorithm>
#include <vector>

#include <gtest/gtest.h>

namespace trigo {
namespace {

using namespace std::chrono_literals;

/// Streams whose groups of pictures last 2 s, on a machine that can decode so many of them whole.
class GovernedStreams {
 public:
  explicit GovernedStreams(std::vector<double> priorities) : groups_(priorities.size()) {
    for (std::uint32_t i = 0; i < priorities.size(); ++i) governor.add({i, 1}, priorities[i]);
  }

  /// Lets `seconds` pass with room for `room` whole streams.
  void run(int seconds, double room) {
    for (int i = 0; i < seconds; ++i) {
      clock.advance(1s);
      for (std::uint32_t stream = 0; stream < groups_.size(); ++stream)
        if ((second_ + static_cast<int>(stream)) % 2 == 0) groups_[stream] += turn(stream);
      ++second_;
      const double whole = whole_streams();
      // What does not fit into a second piles up; what fits is caught up with.
      behind_ = std::max(0.0, behind_ + (whole - room) / room);
      load.busy = std::min(1.0, 0.5 + whole / room / 2);
      for (std::uint32_t stream = 0; stream < groups_.size(); ++stream)
        governor.note({stream, 1}, from_seconds(behind_));
    }
  }

  double whole_streams() const {
    return static_cast<double>(std::count(whole_.begin(), whole_.end(), true));
  }
  const std::vector<int>& groups() const { return groups_; }

  ManualClock clock;
  EngineLoad load;
  DecodeGovernor governor{clock, [this] { return load; }};

 private:
  bool turn(std::uint32_t stream) {
    whole_.resize(groups_.size(), true);
    return whole_[stream] = governor.turn({stream, 1});
  }

  std::vector<int> groups_;  // Decoded whole, by stream.
  std::vector<bool> whole_;
  int second_ = 0;
  double behind_ = 0;
};

TEST(DecodeGovernor, WithTimeForAllEveryGroupIsDecodedWhole) {
  GovernedStreams machine(std::vector<double>(8, 1));
  machine.run(60, 20);
  for (const int groups : machine.groups()) EXPECT_EQ(groups, 30);
}

TEST(DecodeGovernor, WhenDecodingDoesNotKeepUpStreamsTakeTurnsFairly) {
  GovernedStreams machine(std::vector<double>(30, 1));
  machine.run(30, 10);
  const auto before = machine.groups();
  machine.run(240, 10);
  double all = 0;
  std::vector<int> gained;
  for (std::size_t i = 0; i < before.size(); ++i) gained.push_back(machine.groups()[i] - before[i]);
  for (const int groups : gained) all += groups;
  const double mean = all / 30;
  EXPECT_GT(mean, 120 * 0.2);  // A third has room.
  EXPECT_LT(mean, 120 * 0.45);
  for (const int groups : gained) EXPECT_NEAR(groups, mean, std::max(2.0, 0.1 * mean));
}

TEST(DecodeGovernor, APriorityOfTwoGetsTwiceTheTurns) {
  std::vector<double> priorities(20, 1);
  priorities[7] = 2;
  GovernedStreams machine(priorities);
  machine.run(30, 6);
  const auto before = machine.groups();
  machine.run(300, 6);
  const double common = machine.groups()[3] - before[3];
  EXPECT_NEAR((machine.groups()[7] - before[7]) / common, 2, 0.3);
}

TEST(DecodeGovernor, WhenThereIsTimeAgainEverythingIsDecodedAgain) {
  GovernedStreams machine(std::vector<double>(30, 1));
  machine.run(60, 10);
  EXPECT_LT(machine.governor.share(), 0.6);
  machine.run(60, 100);
  EXPECT_EQ(machine.governor.share(), 1);
  EXPECT_EQ(machine.whole_streams(), 30);
}

TEST(DecodeGovernor, FramesDecodedInVainCostTurnsOnlyWhereDecodingTakesTimeFromTheLanes) {
  const auto share_with = [](EngineLoad step) {
    ManualClock clock;
    EngineLoad load = step;
    DecodeGovernor governor(clock, [&] { return load; });
    governor.add({0, 1}, 1);
    for (int i = 0; i < 30; ++i) {
      clock.advance(1s);
      governor.note({0, 1}, 0s);
      load.detected += step.detected;
      load.lost += step.lost;
    }
    return governor.share();
  };
  EXPECT_LT(share_with({.busy = 1, .decode_part = 0.6, .detected = 50, .lost = 50}), 0.5);
  EXPECT_EQ(share_with({.busy = 1, .decode_part = 0.1, .detected = 50, .lost = 50}), 1);
  EXPECT_EQ(share_with({.busy = 0.5, .decode_part = 0.6, .detected = 50, .lost = 50}), 1);
  EXPECT_EQ(share_with({.busy = 1, .decode_part = 0.6, .detected = 98, .lost = 2}), 1);
}

TEST(DecodeGovernor, OneStreamThatIsLateForReasonsOfItsOwnCostsNobodyATurn) {
  ManualClock clock;
  DecodeGovernor governor(clock, [] { return EngineLoad{}; });
  for (std::uint32_t i = 0; i < 5; ++i) governor.add({i, 1}, 1);
  for (int second = 0; second < 10; ++second) {
    clock.advance(1s);
    for (std::uint32_t i = 0; i < 5; ++i) governor.note({i, 1}, i == 2 ? 900ms : 5ms);
  }
  EXPECT_EQ(governor.share(), 1);
  EXPECT_FALSE(governor.leave({2, 1}, 900ms));
}

TEST(DecodeGovernor, WhoIsVeryLateLeavesHisGroupUntilTheShareIsKept) {
  ManualClock clock;
  DecodeGovernor governor(clock, [] { return EngineLoad{.busy = 1}; });
  for (std::uint32_t i = 0; i < 10; ++i) governor.add({i, 1}, 1);
  for (int second = 0; second < 4; ++second) {
    clock.advance(1s);
    for (std::uint32_t i = 0; i < 10; ++i) governor.note({i, 1}, 300ms);
  }
  ASSERT_NEAR(governor.share(), 0.41, 0.1);
  int left = 0;
  for (std::uint32_t i = 0; i < 10; ++i) left += governor.leave({i, 1}, 300ms);
  EXPECT_NEAR(left, 6, 1);
  EXPECT_FALSE(governor.leave({9, 1}, 10ms));
}

}  // namespace
}  // namespace trigo
