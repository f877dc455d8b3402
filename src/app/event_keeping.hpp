#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "app/config.hpp"
#include "base/wakes.hpp"
#include "engine/analysis.hpp"
#include "engine/stream_worker.hpp"
#include "events/event_writer.hpp"
#include "sinks/event_sink.hpp"
#include "snapshots/snapshot_writer.hpp"

namespace trigo {

/// What `run` does with what happens in zones and at lines: puts it on record, with snapshots, and
/// tells webhooks. keep() and look() are of the analysis thread.
class EventKeeping {
 public:
  /// Null if no stream has zones or lines. `clock` outlives this. Errors: those of
  /// EventWriter::start() and start_webhooks().
  static Result<std::unique_ptr<EventKeeping>> start(const Config& config,
                                                     const std::vector<StreamSettings>& streams,
                                                     Clock& clock);
  /// Keeps the snapshots of those who are still looked at.
  ~EventKeeping();

  void keep(const std::string& stream, const PresenceEvents& events,
            const std::vector<std::string>& classes);
  void look(const Look& look);
  /// Thread-safe.
  void keep(const Incident& incident);

  const EventWriter& writer() const { return *writer_; }
  /// Null: none are taken.
  const SnapshotWriter* snapshots() const { return takes_ ? snapshots_.get() : nullptr; }
  const std::filesystem::path& record() const { return record_; }
  const std::filesystem::path& snapshot_folder() const { return snapshot_folder_; }
  const EventSinks& webhooks() const { return webhooks_; }
  /// Woken when events were kept.
  const Wakes& news() const { return news_; }

 private:
  explicit EventKeeping(const Config& config);

  const Wakes news_;
  const std::filesystem::path record_;
  const std::filesystem::path snapshot_folder_;
  bool takes_ = false;
  std::map<std::string, PortraitTaker> takers_;  // Of streams of which snapshots are taken.
  std::unique_ptr<EventWriter> writer_;
  std::unique_ptr<SnapshotWriter> snapshots_;
  EventSinks webhooks_;
};

}  // namespace trigo
