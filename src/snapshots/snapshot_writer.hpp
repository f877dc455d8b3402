#pragma once

#include <atomic>
#include <filesystem>
#include <memory>
#include <thread>

#include "base/bounded_queue.hpp"
#include "base/clock.hpp"
#include "events/event_writer.hpp"
#include "snapshots/portrait.hpp"
#include "snapshots/snapshot_folder.hpp"

namespace trigo {

/// Where snapshots are kept, and how many.
struct SnapshotSettings {
  std::filesystem::path folder;
  std::filesystem::path record;  // The store of the events that they belong to.
  Retention retention = {};
  bool keep_none = false;  // Those of earlier days are deleted, and none is kept.
};

/// Encodes and keeps portraits, on a thread of its own. At the start it deletes those whose event
/// is not on record, and every minute those that are not to be kept any more. Thread-safe.
class SnapshotWriter {
 public:
  static constexpr std::size_t most_waiting = 256;
  static constexpr Duration trim_period = std::chrono::minutes(1);

  /// `clock` and `events` outlive this.
  SnapshotWriter(SnapshotSettings settings, Clock& clock, EventWriter& events);
  /// Works off what waits.
  ~SnapshotWriter();

  /// Never blocks. If most_waiting wait already it is lost, and counted.
  void add(Portraits portraits);

  /// Snapshots written since the start, and …
  std::int64_t kept() const { return kept_; }
  /// … lost: too many at once, or the disk did not take them.
  std::int64_t lost() const { return lost_; }

 private:
  void run();
  bool sweep();
  void keep(Portrait& portrait);
  void trim();
  std::int64_t now_us() const;

  const SnapshotSettings settings_;
  Clock& clock_;
  EventWriter& events_;
  const std::int64_t started_us_;
  BoundedQueue<Portrait> queue_{most_waiting};
  std::atomic<std::int64_t> kept_ = 0;
  std::atomic<std::int64_t> lost_ = 0;
  SnapshotFolder folder_;  // This and the next two are of the thread.
  std::int64_t none_before_us_ = 0;
  std::string trouble_;
  std::jthread thread_;
};

}  // namespace trigo
