#pragma once

#include <atomic>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <variant>
#include <vector>

#include "base/bounded_queue.hpp"
#include "base/clock.hpp"
#include "events/event_store.hpp"
#include "events/open_losses.hpp"

namespace trigo {

/// Where a writer keeps events, and how many.
struct EventWriterSettings {
  std::filesystem::path file;  // Its folder is made.
  Retention retention = {};
  std::vector<std::string> sinks = {};  // Names of those that have a cursor.
};

/// Keeps events, on a thread of its own: what piled up while one commit ran goes into the next. A
/// disk that is slow, full or locked holds up nobody. Thread-safe.
class EventWriter {
 public:
  static constexpr std::size_t most_waiting = 10'000;
  static constexpr Duration first_pause = std::chrono::milliseconds(100);  // After a failure …
  static constexpr Duration longest_pause = std::chrono::seconds(5);       // … growing to this.
  static constexpr Duration heartbeat = std::chrono::seconds(10);
  static constexpr Duration trim_pause = std::chrono::milliseconds(200);  // While there is more.
  static constexpr Duration cursor_period = std::chrono::seconds(1);

  /// Called on the thread for events that are kept for good, in the order of their ids.
  using Announce = std::function<void(const EventRecords&)>;

  /// Opens the store, ends what an earlier program left open, then writes, and every `heartbeat`
  /// drops what is not to be kept any more, a part at a time. A store that cannot be opened now is
  /// tried again and again, and events wait; one that is damaged is set aside. `clock` outlives
  /// this. Errors: invalid_argument, as EventStore::open().
  static Result<std::unique_ptr<EventWriter>> start(EventWriterSettings settings, Clock& clock,
                                                    Announce announce);
  /// Works off what waits, with one try.
  ~EventWriter();

  /// Never blocks. `stream_lost` of a stream that the record has as lost, and `stream_restored` of
  /// one that it has not, tell nothing and are passed over. If most_waiting wait already it is
  /// lost, counted, and one `gap` event says so once events can be kept again.
  void add(EventRecord event);
  /// A sink has taken events up to that one. Never blocks, and takes no room from events; kept with
  /// the next events, or within a `cursor_period`.
  void move(SinkCursor cursor);
  /// Events that happened before have no snapshots any more. As move().
  void forget_snapshots(std::int64_t before_us);

  /// Events kept since the start, and …
  std::int64_t kept() const { return kept_; }
  /// … lost.
  std::int64_t lost() const { return lost_; }
  /// Why events cannot be kept now, for a person; empty: they can.
  std::string trouble() const;

 private:
  struct NoSnapshots {
    std::int64_t before_us = 0;
  };
  using Message = std::variant<EventRecord, NoSnapshots>;
  using Cursors = std::map<std::string, SinkCursor>;  // By the sink's name.

  /// What is to be kept next.
  struct Waiting {
    EventRecords events;
    Cursors cursors;
    std::int64_t no_snapshots_before_us = 0;

    bool empty() const { return events.empty() && cursors.empty() && no_snapshots_before_us == 0; }
  };

  EventWriter(EventWriterSettings settings, Clock& clock, Announce announce);
  void run(std::stop_token stop);
  Result<void> open();
  bool work(Waiting& waiting, Instant& beat);
  void add(Waiting& waiting, Message message);
  bool is_over(const Waiting& waiting) const;
  void begin_anew();
  Result<void> keep(Waiting& waiting);
  void set_trouble(const Result<void>& done);
  std::int64_t now_us() const;

  const EventWriterSettings settings_;
  Clock& clock_;
  const Announce announce_;
  BoundedQueue<Message> queue_{most_waiting};
  std::atomic<std::int64_t> kept_ = 0;
  std::atomic<std::int64_t> lost_ = 0;
  std::optional<EventStore> store_;  // This and the next three are of the thread, once that runs.
  OpenLosses losses_;
  std::int64_t lost_seen_ = 0;
  std::int64_t told_lost_ = 0;
  mutable std::mutex mutex_;  // Guards the next two.
  std::string trouble_;
  Cursors moved_;  // What the thread has not fetched yet.
  std::jthread thread_;
};

}  // namespace trigo
