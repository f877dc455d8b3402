#include "app/event_keeping.hpp"

#include <utility>

#include "app/start_webhooks.hpp"

namespace trigo {
namespace {

constexpr std::int64_t megabyte = 1'000'000;

Retention retention_of(std::chrono::milliseconds keep, int max_mb) {
  return {std::chrono::microseconds(keep).count(), max_mb * megabyte};
}

}  // namespace

EventKeeping::EventKeeping(const Config& config)
    : record_(config.data / "events.sqlite"), snapshot_folder_(config.data / "snapshots") {}

Result<std::unique_ptr<EventKeeping>> EventKeeping::start(const Config& config, Clock& clock) {
  std::unique_ptr<EventKeeping> keeping(new EventKeeping(config));
  auto writer =
      EventWriter::start({keeping->record_, retention_of(config.events.keep, config.events.max_mb),
                          names_of(config.webhooks)},
                         clock, [news = keeping->news_](const EventRecords&) { news.wake_all(); });
  if (!writer) return pass_on(writer);
  keeping->writer_ = std::move(*writer);
  const SnapshotsConfig& snapshots = config.events.snapshots;
  keeping->takes_ = snapshots.enabled && config.privacy.keep_pictures;
  for (const StreamConfig& stream : config.streams)
    keeping->take_snapshots(stream.id, stream.snapshots);
  // Without any taken, too: those from before are dropped in time.
  keeping->snapshots_ = std::make_unique<SnapshotWriter>(
      SnapshotSettings{keeping->snapshot_folder_, keeping->record_,
                       retention_of(snapshots.keep, snapshots.max_mb),
                       !config.privacy.keep_pictures},
      clock, *keeping->writer_);
  auto webhooks =
      start_webhooks(config, keeping->record_, clock, *keeping->writer_, keeping->news_);
  if (!webhooks) return pass_on(webhooks);
  keeping->webhooks_ = std::move(*webhooks);
  return keeping;
}

EventKeeping::~EventKeeping() {
  for (auto& [stream, taker] : takers_) snapshots_->add(taker.finish());
}

void EventKeeping::keep(const std::string& stream, const PresenceEvents& events,
                        const std::vector<std::string>& classes) {
  const bool takes = takes_of(stream);
  PortraitTaker& taker = takers_[stream];
  for (const PresenceEvent& event : events) {
    EventRecord record = record_of(stream, event, classes);
    const bool entered = event.type == PresenceEventType::entered;
    record.snapshot = entered && takes;
    if (!entered || takes) snapshots_->add(taker.observe(record));
    writer_->add(std::move(record));
  }
  if (taker.idle()) takers_.erase(stream);
}

void EventKeeping::keep(const Incident& incident) {
  EventRecord record{.utc_us = incident.utc_us,
                     .stream = incident.stream,
                     .type = incident.restored ? restored_type : lost_type,
                     .epoch = incident.epoch};
  record.reason = incident.reason;
  if (incident.restored) record.since_us = incident.since_us;
  writer_->add(std::move(record));
}

void EventKeeping::look(const Look& look) {
  const auto taker = takers_.find(look.stream);
  if (!look.detections || taker == takers_.end()) return;
  snapshots_->add(taker->second.look(look.frame, look.tracks));
  if (taker->second.idle()) takers_.erase(taker);
}

void EventKeeping::take_snapshots(const std::string& stream, bool wanted) {
  std::lock_guard lock(mutex_);
  if (wanted)
    unpictured_.erase(stream);
  else
    unpictured_.insert(stream);
}

bool EventKeeping::takes_of(const std::string& stream) const {
  std::lock_guard lock(mutex_);
  return takes_ && !unpictured_.contains(stream);
}

}  // namespace trigo
