#include "snapshots/snapshot_writer.hpp"

#include <algorithm>
#include <limits>
#include <utility>

#include <spdlog/spdlog.h>

#include "base/log.hpp"
#include "live/jpeg.hpp"

namespace trigo {
namespace {

constexpr int quality = 80;

}  // namespace

SnapshotWriter::SnapshotWriter(SnapshotSettings settings, Clock& clock, EventWriter& events)
    : settings_(std::move(settings)),
      clock_(clock),
      events_(events),
      started_us_(now_us()),
      folder_(settings_.folder),
      thread_([this] {
        name_this_thread("snapshots");
        run();
      }) {}

SnapshotWriter::~SnapshotWriter() {
  queue_.close();
}

void SnapshotWriter::add(Portraits portraits) {
  for (Portrait& portrait : portraits)
    if (!queue_.try_push(portrait)) ++lost_;
}

void SnapshotWriter::run() {
  if (settings_.keep_none) {
    folder_.clear();
    events_.forget_snapshots(std::numeric_limits<std::int64_t>::max());
    return;
  }
  bool swept = sweep();
  trim();
  Instant due = clock_.now() + trim_period;
  while (!queue_.drained()) {
    for (Portrait& portrait : queue_.take_until(due)) keep(portrait);
    if (clock_.now() < due) continue;
    due = clock_.now() + trim_period;
    if (!swept) swept = sweep();
    trim();
  }
}

/// False: the record cannot be asked yet.
bool SnapshotWriter::sweep() {
  const auto store = EventStore::open(settings_.record, EventStore::Access::read);
  return folder_.sweep(started_us_, [&](const EventRecord& entered) -> std::optional<bool> {
    if (!store) return std::nullopt;
    const auto wanted = store->has_snapshot(entered);
    return wanted ? std::optional(*wanted) : std::nullopt;
  });
}

void SnapshotWriter::keep(Portrait& portrait) {
  const auto jpeg = encode_jpeg(portrait.image.view(), portrait.color, quality);
  const auto done = jpeg ? folder_.write(portrait.entered, *jpeg)
                         : Result<void>(fail(jpeg.error().kind, jpeg.error().message));
  if (done) {
    ++kept_;
    trouble_.clear();
    return;
  }
  ++lost_;
  // Once for each cause, not for each picture.
  if (std::exchange(trouble_, done.error().message).empty())
    spdlog::warn("a snapshot cannot be kept: {}", trouble_);
}

void SnapshotWriter::trim() {
  auto since_us = now_us() - settings_.retention.keep_us;
  // What belongs to no event any more is not kept either.
  const auto store = EventStore::open(settings_.record, EventStore::Access::read);
  const auto oldest = store ? store->find({.limit = 1}) : EventRecords();
  if (oldest && !oldest->empty()) since_us = std::max(since_us, oldest->front().utc_us);
  const auto before_us = folder_.trim(since_us, settings_.retention.most_bytes);
  if (before_us <= none_before_us_) return;
  none_before_us_ = before_us;
  events_.forget_snapshots(before_us);
}

std::int64_t SnapshotWriter::now_us() const {
  return to_utc_us(clock_.utc());
}

}  // namespace trigo
