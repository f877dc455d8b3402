#include "snapshots/snapshot_writer.hpp"

#include <gtest/gtest.h>

#include "events/test_record.hpp"

namespace trigo {
namespace {

class SnapshotWriterTest : public RecordTest {
 protected:
  void SetUp() override {
    RecordTest::SetUp();
    restart();
  }
  /// What was added is on record then.
  void restart() {
    events_.reset();
    events_ = std::move(*EventWriter::start({file_}, clock_, {}));
  }
  void TearDown() override {
    events_.reset();
    RecordTest::TearDown();
  }

  static Portraits portrait(const EventRecord& entered) {
    Portraits one;
    one.push_back({entered, I420Image({32, 48}), {}});
    const YuvView planes = one[0].image.view();
    std::fill_n(planes.y, 32 * 48 * 3 / 2, std::uint8_t{128});
    return one;
  }

  SnapshotSettings settings() const { return {folder_ / "snapshots", file_}; }
  bool has(const EventRecord& entered) const {
    return SnapshotFolder(settings().folder).read(entered)->has_value();
  }

  /// Of now, as retention counts by it.
  EventRecord somebody(std::int64_t person, std::int64_t ago_us = 0) const {
    EventRecord event = entered(person, to_utc_us(clock_.utc()) - ago_us);
    event.snapshot = true;
    return event;
  }

  SteadyClock clock_;
  std::unique_ptr<EventWriter> events_;
};

TEST_F(SnapshotWriterTest, PortraitsBecomeJpegFiles) {
  const EventRecord seven = somebody(7);
  {
    SnapshotWriter writer(settings(), clock_, *events_);
    writer.add(portrait(seven));
  }
  const auto jpeg = SnapshotFolder(settings().folder).read(seven);
  ASSERT_TRUE(jpeg && *jpeg);
  EXPECT_TRUE((*jpeg)->starts_with("\xff\xd8\xff"));
}

TEST_F(SnapshotWriterTest, WhatBelongsToNoEventIsGoneAfterTheNextStart) {
  const EventRecord known = somebody(7, 1000);
  const EventRecord lost = somebody(8, 1000);
  {
    SnapshotWriter writer(settings(), clock_, *events_);
    writer.add(portrait(known));
    writer.add(portrait(lost));
    events_->add(known);
  }
  restart();
  { const SnapshotWriter writer(settings(), clock_, *events_); }
  EXPECT_TRUE(has(known));
  EXPECT_FALSE(has(lost));
}

TEST_F(SnapshotWriterTest, WhatIsTooOldIsDroppedAndItsEventSaysSo) {
  const EventRecord old = somebody(7, 10'000'000);
  const EventRecord recent = somebody(8);
  events_->add(old);
  events_->add(recent);
  {
    SnapshotWriter writer(settings(), clock_, *events_);
    writer.add(portrait(old));
    writer.add(portrait(recent));
  }
  restart();
  auto short_lived = settings();
  short_lived.retention.keep_us = 5'000'000;
  { const SnapshotWriter writer(short_lived, clock_, *events_); }
  EXPECT_FALSE(has(old));
  EXPECT_TRUE(has(recent));
  events_.reset();
  EXPECT_FALSE(*open(Access::read).has_snapshot(old));
  EXPECT_TRUE(*open(Access::read).has_snapshot(recent));
}

TEST_F(SnapshotWriterTest, ForPrivacyNoneIsKeptNotEvenThoseFromBefore) {
  const EventRecord seven = somebody(7);
  events_->add(seven);
  {
    SnapshotWriter writer(settings(), clock_, *events_);
    writer.add(portrait(seven));
  }
  ASSERT_TRUE(has(seven));
  auto none = settings();
  none.keep_none = true;
  { const SnapshotWriter writer(none, clock_, *events_); }
  EXPECT_FALSE(std::filesystem::exists(none.folder));
  events_.reset();
  EXPECT_FALSE(*open(Access::read).has_snapshot(seven));
}

}  // namespace
}  // namespace trigo
