#include "base/frame_ledger.hpp"

#include <thread>

#include <gtest/gtest.h>

namespace trigo {
namespace {

TEST(FrameLedger, AFrameMovesFromWaitingToInFlightToItsFate) {
  const auto ledger = FrameLedger::create();
  auto ticket = ledger->offer();
  EXPECT_EQ(ledger->read().waiting, 1);
  ticket.take();
  EXPECT_EQ(ledger->read().waiting, 0);
  EXPECT_EQ(ledger->read().in_flight, 1);
  ticket.settle(FrameFate::detected);
  const auto reading = ledger->read();
  EXPECT_EQ(reading.in_flight, 0);
  EXPECT_EQ(reading[FrameFate::detected], 1);
  EXPECT_TRUE(reading.adds_up());
}

TEST(FrameLedger, AFrameMayEndWithoutALane) {
  const auto ledger = FrameLedger::create();
  ledger->offer().settle(FrameFate::replaced);
  EXPECT_EQ(ledger->read()[FrameFate::replaced], 1);
  EXPECT_EQ(ledger->read().waiting, 0);
  EXPECT_TRUE(ledger->read().adds_up());
}

TEST(FrameLedger, EveryPacketAndFrameIsInOneSum) {
  const auto ledger = FrameLedger::create();
  ledger->packet_submitted();
  ledger->packet_rejected();
  ledger->packet_discarded(Discard::behind);
  ledger->frame_corrupt();
  ledger->frame_not_due();
  const auto reading = ledger->read();
  EXPECT_EQ(reading.packets, 3);
  EXPECT_EQ(reading[Discard::behind], 1);
  EXPECT_EQ(reading.frames, 2);
  EXPECT_TRUE(reading.adds_up());
}

TEST(FrameLedger, AddsUpAtEveryReadingWhileOthersWrite) {
  const auto ledger = FrameLedger::create();
  std::jthread writer([&](std::stop_token stop) {
    while (!stop.stop_requested()) {
      ledger->packet_submitted();
      auto ticket = ledger->offer();
      ticket.take();
      ticket.settle(FrameFate::failed);
    }
  });
  for (int i = 0; i < 10'000; ++i) ASSERT_TRUE(ledger->read().adds_up());
}

TEST(FrameLedgerDeathTest, ATicketThatNobodySettlesIsABug) {
  EXPECT_DEATH({ const auto ticket = FrameLedger::create()->offer(); }, "a bug");
}

TEST(FrameLedger, ATicketOutlivesItsStream) {
  auto ledger = FrameLedger::create();
  auto ticket = ledger->offer();
  ledger.reset();
  ticket.settle(FrameFate::cancelled);
}

}  // namespace
}  // namespace trigo
