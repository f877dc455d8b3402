#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <vector>

#include "app/config.hpp"
#include "base/wakes.hpp"
#include "engine/analysis.hpp"
#include "engine/stream_settings.hpp"
#include "events/event_writer.hpp"
#include "sinks/event_sink.hpp"
#include "snapshots/snapshot_writer.hpp"

namespace trigo {

/// What `run` does with what happens in zones and at lines: puts it on record, with snapshots, and
/// tells webhooks. Thread-safe, but for what is of the analysis thread.
class EventKeeping {
 public:
  /// `clock` outlives this. Errors: those of EventWriter::start() and start_webhooks().
  static Result<std::unique_ptr<EventKeeping>> start(const Config& config, Clock& clock);
  /// Keeps the snapshots of those who are still looked at.
  ~EventKeeping();

  /// This and look(): of the analysis thread.
  void keep(const std::string& stream, const PresenceEvents& events,
            const std::vector<std::string>& classes);
  void look(const Look& look);
  void keep(const Incident& incident);
  /// Whether, from now on, snapshots are taken of those who enter zones of that stream; without a
  /// word they are. Wherever the configuration wants none, none are.
  void take_snapshots(const std::string& stream, bool wanted);

  const EventWriter& writer() const { return *writer_; }
  /// Null: none are taken.
  const SnapshotWriter* snapshots() const { return takes_ ? snapshots_.get() : nullptr; }
  const std::filesystem::path& record() const { return record_; }
  const std::filesystem::path& snapshot_folder() const { return snapshot_folder_; }
  const EventSinks& webhooks() const { return webhooks_; }
  /// Woken when events were kept.
  const Wakes& news() const { return news_; }

 private:
  bool takes_of(const std::string& stream) const;

  explicit EventKeeping(const Config& config);

  const Wakes news_;
  const std::filesystem::path record_;
  const std::filesystem::path snapshot_folder_;
  bool takes_ = false;
  std::map<std::string, PortraitTaker> takers_;  // Of streams of which one is to be taken now.
  mutable std::mutex mutex_;                     // Guards unpictured_.
  std::set<std::string> unpictured_;             // Streams of which none are.
  std::unique_ptr<EventWriter> writer_;
  std::unique_ptr<SnapshotWriter> snapshots_;
  EventSinks webhooks_;
};

}  // namespace trigo
