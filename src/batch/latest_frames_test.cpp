#include "batch/latest_frames.hpp"

#include <map>
#include <thread>

#include <gtest/gtest.h>

namespace trigo {
namespace {

using namespace std::chrono_literals;

constexpr Size wide{416, 256};
constexpr Size square{416, 416};
constexpr StreamId gate{0, 1};
constexpr StreamId yard{1, 1};

class LatestFramesTest : public testing::Test {
 protected:
  Offer offer(StreamId stream, std::int64_t sequence, Size shape = wide) {
    return {
        {.stream = stream, .sequence = sequence, .arrival = clock_.now()}, shape, ledger_->offer()};
  }

  /// Settles a batch as a lane does and gives its sequences.
  std::vector<std::int64_t> detect(LatestFrames& frames, std::vector<Offer> batch) {
    std::vector<std::int64_t> sequences;
    for (Offer& taken : batch) {
      sequences.push_back(taken.frame.sequence);
      taken.ticket.settle(FrameFate::detected);
      frames.done(taken.frame.stream);
    }
    return sequences;
  }

  LatestFrames make(LatestFrames::Policy policy = {}) {
    return {policy, clock_, [this](const Frame& frame, FrameFate fate) {
              std::lock_guard lock(mutex_);
              lost_[fate].push_back(frame.sequence);
            }};
  }

  ManualClock clock_;
  std::shared_ptr<FrameLedger> ledger_ = FrameLedger::create();
  std::mutex mutex_;
  std::map<FrameFate, std::vector<std::int64_t>> lost_;
};

TEST_F(LatestFramesTest, ANewerFrameReplacesAnUnreadOneWhichIsReported) {
  auto frames = make();
  frames.add(gate);
  frames.put(offer(gate, 7), {});
  frames.put(offer(gate, 8), {});
  EXPECT_EQ(detect(frames, frames.take(4, 0ms, {})), (std::vector<std::int64_t>{8}));
  EXPECT_EQ(lost_[FrameFate::replaced], (std::vector<std::int64_t>{7}));
  EXPECT_TRUE(ledger_->read().adds_up());
}

TEST_F(LatestFramesTest, StreamsTakeTurnsSoThatNoneStarves) {
  auto frames = make();
  frames.add(gate);
  frames.add(yard);
  frames.put(offer(gate, 1), {});
  frames.put(offer(yard, 100), {});
  EXPECT_EQ(detect(frames, frames.take(1, 0ms, {})), (std::vector<std::int64_t>{1}));
  frames.put(offer(gate, 2), {});
  EXPECT_EQ(detect(frames, frames.take(1, 0ms, {})), (std::vector<std::int64_t>{100}));
  EXPECT_EQ(detect(frames, frames.take(1, 0ms, {})), (std::vector<std::int64_t>{2}));
}

TEST_F(LatestFramesTest, UnderOverloadEachStreamGetsTheSameShareOfWhatItAsksFor) {
  auto frames = make();
  const StreamId hall{2, 1};
  // 60, 25 and 5 looks a second, and lanes for 45 of the 90.
  const std::map<StreamId, int> asked{{gate, 60}, {yard, 25}, {hall, 5}};
  for (const auto& [stream, looks] : asked) {
    frames.add(stream);
    frames.set_weight(stream, looks);
  }
  std::map<StreamId, int> got;
  constexpr int seconds = 20;
  for (int step = 0; step < seconds * 300; ++step) {
    for (const auto& [stream, looks] : asked)
      if (step % (300 / looks) == 0) frames.put(offer(stream, step), {});
    const bool lane_is_free = step * 45 / 300 != (step + 1) * 45 / 300;
    if (!lane_is_free || frames.waiting() == 0) continue;
    auto batch = frames.take(1, 0ms, {});
    ++got[batch.at(0).frame.stream];
    detect(frames, std::move(batch));
  }
  const double share = 45.0 / 90;
  for (const auto& [stream, looks] : asked)
    EXPECT_NEAR(got[stream], share * looks * seconds, 0.1 * share * looks * seconds) << looks;
}

TEST_F(LatestFramesTest, ABatchHoldsOneShapeAndOneFrameAStream) {
  auto frames = make();
  const StreamId hall{2, 1};
  for (const auto stream : {gate, yard, hall}) frames.add(stream);
  frames.put(offer(gate, 1, wide), {});
  frames.put(offer(yard, 2, square), {});
  frames.put(offer(hall, 3, wide), {});
  EXPECT_EQ(detect(frames, frames.take(8, 0ms, {})), (std::vector<std::int64_t>{1, 3}));
  EXPECT_EQ(detect(frames, frames.take(8, 0ms, {})), (std::vector<std::int64_t>{2}));
}

TEST_F(LatestFramesTest, AStreamHasOneFrameInFlightUntilItIsDone) {
  auto frames = make();
  frames.add(gate);
  frames.add(yard);
  frames.put(offer(gate, 1), {});
  auto first = frames.take(1, 0ms, {});
  frames.put(offer(gate, 2), {});
  frames.put(offer(yard, 9), {});
  EXPECT_EQ(detect(frames, frames.take(8, 0ms, {})), (std::vector<std::int64_t>{9}));
  detect(frames, std::move(first));
  EXPECT_EQ(detect(frames, frames.take(8, 0ms, {})), (std::vector<std::int64_t>{2}));
}

TEST_F(LatestFramesTest, AFrameThatIsTooOldWhenItsTurnComesExpires) {
  auto frames = make({.max_age = 1s});
  frames.add(gate);
  frames.add(yard);
  frames.put(offer(gate, 1), {});
  clock_.advance(1001ms);
  frames.put(offer(yard, 2), {});
  EXPECT_EQ(detect(frames, frames.take(8, 0ms, {})), (std::vector<std::int64_t>{2}));
  EXPECT_EQ(lost_[FrameFate::expired], (std::vector<std::int64_t>{1}));
}

TEST_F(LatestFramesTest, ARemovedStreamsFrameIsCancelledAndItsLateOnesToo) {
  auto frames = make();
  frames.add(gate);
  frames.put(offer(gate, 1), {});
  frames.remove(gate);
  frames.put(offer(gate, 2), {});
  EXPECT_EQ(lost_[FrameFate::cancelled], (std::vector<std::int64_t>{1, 2}));
  EXPECT_EQ(frames.waiting(), 0);
}

TEST_F(LatestFramesTest, ALateDoneOfARemovedStreamDoesNotTouchTheNextInItsPlace) {
  auto frames = make();
  frames.add(gate);
  frames.put(offer(gate, 1), {});
  auto late = frames.take(1, 0ms, {});
  frames.remove(gate);
  const StreamId next{gate.slot, gate.generation + 1};
  frames.add(next);
  frames.put(offer(next, 2), {});
  detect(frames, std::move(late));
  EXPECT_EQ(detect(frames, frames.take(1, 0ms, {})), (std::vector<std::int64_t>{2}));
}

TEST_F(LatestFramesTest, OfflineEveryFrameIsTakenInOrder) {
  auto frames = make({.hand_over = HandOver::block, .in_flight_per_stream = 2});
  frames.add(gate);
  std::jthread writer([&](std::stop_token stop) {
    for (int i = 0; i < 200; ++i) frames.put(offer(gate, i), stop);
  });
  std::vector<std::int64_t> seen;
  while (seen.size() < 200)
    for (const auto sequence : detect(frames, frames.take(1, 0ms, {}))) seen.push_back(sequence);
  for (int i = 0; i < 200; ++i) EXPECT_EQ(seen[static_cast<std::size_t>(i)], i);
  EXPECT_TRUE(lost_.empty());
}

TEST_F(LatestFramesTest, AStopRequestWakesAWaitingLaneWithAnEmptyBatch) {
  auto frames = make();
  std::jthread lane([&](std::stop_token stop) { EXPECT_TRUE(frames.take(1, 1h, stop).empty()); });
}

TEST_F(LatestFramesTest, ManyWritersAndLanesLoseNothingSilently) {
  {
    auto frames = make();
    constexpr int streams = 6;
    for (std::uint32_t i = 0; i < streams; ++i) frames.add({i, 1});
    std::vector<std::jthread> lanes;
    for (int i = 0; i < 3; ++i)
      lanes.emplace_back([&](std::stop_token stop) {
        while (!stop.stop_requested()) detect(frames, frames.take(4, 0ms, stop));
      });
    {
      std::vector<std::jthread> writers;
      for (std::uint32_t i = 0; i < streams; ++i)
        writers.emplace_back([&, i](std::stop_token stop) {
          for (int n = 0; n < 500; ++n) frames.put(offer({i, 1}, n), stop);
        });
    }
    EXPECT_TRUE(ledger_->read().adds_up());
  }
  const auto reading = ledger_->read();
  EXPECT_EQ(reading.offered, 3000);
  EXPECT_EQ(reading.waiting + reading.in_flight, 0);
  EXPECT_EQ(
      reading[FrameFate::detected] + reading[FrameFate::replaced] + reading[FrameFate::cancelled],
      3000);
}

}  // namespace
}  // namespace trigo
