#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>

#include "base/result.hpp"
#include "events/event_record.hpp"
#include "events/event_search.hpp"
#include "events/presence_history.hpp"

namespace trigo {

/// How much of the past is kept.
struct Retention {
  std::int64_t keep_us = 90LL * 86'400 * 1'000'000;  // What was recorded earlier goes …
  std::int64_t most_bytes = 1'000'000'000;           // … and the oldest, once the file is larger.
};

/// How far something outside has taken the events.
struct SinkCursor {
  std::string sink;
  std::int64_t event = 0;  // The last one that it has; 0: none.
  std::string record;      // uid() of that; where it is another one nothing is moved.
};

/// What a store is to hold from now on.
struct Additions {
  std::span<EventRecord> events = {};        // Their ids are filled in.
  std::span<const SinkCursor> cursors = {};  // Of sinks that begin_sinks() named.
  std::int64_t no_snapshots_before_us = 0;   // Those that happened earlier have none any more.
};

/// The file of events: SQLite with a write-ahead log. Thread-bound; several may be open on one
/// file, of which one writes. Every call may block for the disk, and for another program that has
/// the file locked 2 s at most. Errors: unavailable, "FILE: what SQLite says".
class EventStore {
 public:
  enum class Access { write, read };

  /// Opens the file or, to write, makes it, and brings it to this program's schema; a file beside
  /// it, FILE.lock, keeps other writers out. Errors: invalid_argument too, if it was written by a
  /// later version, or is being written by another program.
  static Result<EventStore> open(const std::filesystem::path& file, Access access);
  /// The same to write, but a file that is damaged, or no store at all, is set aside under another
  /// name beside it, never deleted, and a new one begun; `told` says so then, for the log. `now_us`
  /// becomes part of that name.
  static Result<EventStore> open_or_set_aside(const std::filesystem::path& file,
                                              std::int64_t now_us, std::string& told);
  /// Renames a file that is damaged and closed; gives what there is to tell of it, for the log.
  static Result<std::string> set_aside(const std::filesystem::path& file, const std::string& why,
                                       std::int64_t now_us);
  EventStore(EventStore&&) noexcept;
  EventStore& operator=(EventStore&&) = delete;
  ~EventStore();

  /// All of it or nothing, for good once it returns: neither the program's end nor a loss of power
  /// takes it away. `now_us`: the program is alive by then.
  Result<void> append(const Additions& additions, std::int64_t now_us);
  /// What a call found damaged, in SQLite's words; empty: nothing. It stays so; see set_aside().
  const std::string& damage() const;
  /// Ends what an earlier program left open, as of when it was last alive: stays, and what was
  /// known of zones. Gives the events.
  Result<EventRecords> interrupt(std::int64_t now_us);

  /// Drops what is not to be kept any more, and gives its room back to the disk; of much that is to
  /// go a part only. Ids and what is open now are kept. True: there is more to drop.
  Result<bool> trim(const Retention& retention, std::int64_t now_us);

  /// Sinks that are new begin behind the last event; those that are not named are forgotten.
  Result<void> begin_sinks(std::span<const std::string> names);

  Result<EventRecords> find(const EventQuery& query) const;
  /// Nothing: there is none.
  Result<std::optional<EventRecord>> event(std::int64_t id) const;
  /// Whether there is an event of that stream, place, person and time that has a snapshot.
  Result<bool> has_snapshot(const EventRecord& entered) const;
  /// What is on record of a zone from `from_us` to before `to_us`.
  Result<PresencePast> past(const std::string& stream, const std::string& zone,
                            std::int64_t from_us, std::int64_t to_us) const;
  /// The last id given out; 0: none.
  Result<std::int64_t> last_id() const;
  /// The lowest id that is still there; one beyond the last, if none is.
  Result<std::int64_t> first_id() const;
  /// What a sink has taken; nothing: there is none of that name.
  Result<std::optional<std::int64_t>> cursor(const std::string& sink) const;
  /// Tells this record from every other one: 16 letters and digits.
  Result<std::string> uid() const;

  /// Queries of this store fail, `cancelled`, soon after `give_up` says so; asked every millisecond
  /// or so while one runs, on its thread.
  void give_up_when(std::function<bool()> give_up);

 private:
  struct State;
  explicit EventStore(std::unique_ptr<State> state);
  static Result<EventStore> open_unguarded(const std::filesystem::path& file, Access access);

  std::unique_ptr<State> state_;
};

}  // namespace trigo
