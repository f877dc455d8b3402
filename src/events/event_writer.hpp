#pragma once

#include <atomic>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "base/bounded_queue.hpp"
#include "base/clock.hpp"
#include "events/event_store.hpp"

namespace trigo {

/// Keeps events, on a thread of its own: what piled up while one commit ran goes into the next. A
/// disk that is slow, full or locked holds up nobody. Thread-safe.
class EventWriter {
 public:
  static constexpr std::size_t most_waiting = 10'000;
  static constexpr Duration first_pause = std::chrono::milliseconds(100);  // After a failure …
  static constexpr Duration longest_pause = std::chrono::seconds(5);       // … growing to this.
  static constexpr Duration heartbeat = std::chrono::seconds(10);

  /// Called on the thread for events that are kept for good, in the order of their ids.
  using Announce = std::function<void(const EventRecords&)>;

  /// Takes the store over: ends what an earlier program left open, then writes, and every
  /// `heartbeat` drops what is not to be kept any more. `clock` outlives this. Errors: those of the
  /// store.
  static Result<std::unique_ptr<EventWriter>> start(EventStore store, const Retention& retention,
                                                    Clock& clock, Announce announce);
  /// Works off what waits, with one try.
  ~EventWriter();

  /// Never blocks. If most_waiting wait already it is lost, counted, and one `gap` event says so
  /// once events can be kept again.
  void add(EventRecord event);

  /// Events kept since the start, and …
  std::int64_t kept() const { return kept_; }
  /// … lost.
  std::int64_t lost() const { return lost_; }
  /// Why events cannot be kept now, for a person; empty: they can.
  std::string trouble() const;

 private:
  EventWriter(EventStore store, const Retention& retention, Clock& clock, Announce announce);
  void run(std::stop_token stop);
  bool keep(EventRecords& events);
  std::int64_t now_us() const;

  EventStore store_;  // Of the thread, once that runs.
  const Retention retention_;
  Clock& clock_;
  const Announce announce_;
  BoundedQueue<EventRecord> queue_{most_waiting};
  std::atomic<std::int64_t> kept_ = 0;
  std::atomic<std::int64_t> lost_ = 0;
  std::int64_t lost_seen_ = 0;  // This and the next of the thread.
  std::int64_t told_lost_ = 0;
  mutable std::mutex mutex_;  // Guards trouble_.
  std::string trouble_;
  std::jthread thread_;
};

}  // namespace trigo
