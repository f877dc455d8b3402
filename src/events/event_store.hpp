#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>

#include "base/result.hpp"
#include "events/event_record.hpp"
#include "events/presence_history.hpp"

namespace trigo {

/// Which events are asked for. Empty texts: any.
struct EventQuery {
  std::string stream;
  std::string place;
  std::string type;
  std::optional<std::int64_t> since_us;  // Happened then or later …
  std::optional<std::int64_t> until_us;  // … and earlier than then.
  std::optional<std::int64_t> after;     // Only ids beyond this one, in the order asked for.
  bool newest_first = false;             // By id; else oldest first.
  int limit = 100;                       // At least 1.
};

/// How much of the past is kept.
struct Retention {
  std::int64_t keep_us = 90LL * 86'400 * 1'000'000;  // What is older goes …
  std::int64_t most_bytes = 1'000'000'000;           // … and the oldest, once the file is larger.
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
  EventStore(EventStore&&) noexcept;
  EventStore& operator=(EventStore&&) = delete;
  ~EventStore();

  /// All of them or none, for good once it returns: neither the program's end nor a loss of power
  /// takes them away. Fills in their ids. `now_us`: the program is alive by then.
  Result<void> append(std::span<EventRecord> events, std::int64_t now_us);
  /// Ends what an earlier program left open, as of when it was last alive: stays, and what was
  /// known of zones. Gives the events.
  Result<EventRecords> interrupt(std::int64_t now_us);

  /// Drops what is not to be kept any more, and gives its room back to the disk; of much that is to
  /// go a part, so call it again and again. Ids and what is open now are kept.
  Result<void> trim(const Retention& retention, std::int64_t now_us);

  Result<EventRecords> find(const EventQuery& query) const;
  /// What is on record of a zone from `from_us` to before `to_us`.
  Result<PresencePast> past(const std::string& stream, const std::string& zone,
                            std::int64_t from_us, std::int64_t to_us) const;
  /// The last id given out; 0: none.
  Result<std::int64_t> last_id() const;

 private:
  struct State;
  explicit EventStore(std::unique_ptr<State> state);
  static Result<EventStore> open_unguarded(const std::filesystem::path& file, Access access);

  std::unique_ptr<State> state_;
};

}  // namespace trigo
