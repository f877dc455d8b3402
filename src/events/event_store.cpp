#include "events/event_store.hpp"

#include <functional>
#include <optional>
#include <utility>
#include <vector>

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Statement.h>
#include <SQLiteCpp/Transaction.h>
#include <SQLiteCpp/VariadicBind.h>
#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <sqlite3.h>

#include "base/readable_text.hpp"
#include "events/event_rows.hpp"
#include "events/event_schema.hpp"
#include "events/writer_lock.hpp"

namespace trigo {
namespace {

constexpr int busy_ms = 2000;
constexpr int trimmed_at_once = 20'000;  // Rows of a table.

bool is_damage(const SQLite::Exception& error) {
  return error.getErrorCode() == SQLITE_NOTADB || error.getErrorCode() == SQLITE_CORRUPT;
}

/// They may quote a damaged file.
std::string sqlite_words(const SQLite::Exception& error) {
  return on_one_line(error.what());
}

Failure said(const std::filesystem::path& file, const SQLite::Exception& error) {
  if (error.getErrorCode() == SQLITE_INTERRUPT)
    return fail(ErrorKind::cancelled,
                fmt::format("{}: the question takes too long: ask for less", file.string()));
  return fail(ErrorKind::unavailable, fmt::format("{}: {}", file.string(), sqlite_words(error)));
}

}  // namespace

struct EventStore::State {
  State(const std::filesystem::path& path, Access access, std::optional<WriterLock> held)
      : lock(std::move(held)),
        file(path),
        database(path.string(),
                 // One thread has it: SQLite need not lock at every step.
                 SQLite::OPEN_NOMUTEX |
                     (access == Access::write ? SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE
                                              : SQLite::OPEN_READONLY),
                 busy_ms) {}

  /// Runs what may throw; the one door for SQLite's errors.
  template <typename Work>
  auto attempt(const Work& work) const -> Result<std::invoke_result_t<Work>> {
    try {
      if constexpr (std::is_void_v<std::invoke_result_t<Work>>) {
        work();
        return {};
      } else {
        return work();
      }
    } catch (const SQLite::Exception& error) {
      if (is_damage(error)) damage = sqlite_words(error);
      return said(file, error);
    }
  }

  void keep(std::span<EventRecord> events, std::int64_t now_us);
  void note_alive(std::int64_t now_us);
  void follow(const EventRecord& event);
  std::int64_t used_bytes();
  std::int64_t first_kept(const Retention& retention, std::int64_t now_us);
  std::int64_t integer(const char* sql) const;

  std::optional<WriterLock> lock;  // Nothing: it only reads.
  const std::filesystem::path file;
  SQLite::Database database;
  std::int64_t recorded_us = 0;  // Of the last event: what follows is not recorded earlier.
  std::function<bool()> give_up;
  mutable std::string damage;
};

EventStore::EventStore(std::unique_ptr<State> state) : state_(std::move(state)) {}
EventStore::EventStore(EventStore&&) noexcept = default;
EventStore::~EventStore() = default;

Result<EventStore> EventStore::open(const std::filesystem::path& file, Access access) {
  try {
    return open_unguarded(file, access);
  } catch (const SQLite::Exception& error) {
    return said(file, error);
  }
}

Result<EventStore> EventStore::open_or_set_aside(const std::filesystem::path& file,
                                                 std::int64_t now_us, std::string& told) {
  try {
    return open_unguarded(file, Access::write);
  } catch (const SQLite::Exception& error) {
    if (!is_damage(error)) return said(file, error);
    auto aside = set_aside(file, sqlite_words(error), now_us);
    if (!aside) return pass_on(aside);
    told = std::move(*aside);
  }
  return open(file, Access::write);
}

Result<std::string> EventStore::set_aside(const std::filesystem::path& file, const std::string& why,
                                          std::int64_t now_us) {
  const std::string aside = fmt::format("{}.damaged-{}", file.string(), now_us / 1'000'000);
  std::error_code failed;
  for (const char* part : {"", "-wal", "-shm"}) {
    if (!std::filesystem::exists(file.string() + part, failed)) continue;
    std::filesystem::rename(file.string() + part, aside + part, failed);
    if (failed)
      return fail(ErrorKind::unavailable,
                  fmt::format("{}: it is damaged ({}) and cannot be renamed: {}", file.string(),
                              why, failed.message()));
  }
  return fmt::format("{}: {}; set aside as {}, a new record begins", file.string(), why, aside);
}

const std::string& EventStore::damage() const {
  return state_->damage;
}

/// Throws what SQLite says.
Result<EventStore> EventStore::open_unguarded(const std::filesystem::path& file, Access access) {
  std::optional<WriterLock> lock;
  if (access == Access::write) {
    auto taken = WriterLock::take(file.string() + ".lock");
    if (!taken)
      return fail(ErrorKind::invalid_argument,
                  fmt::format("{}: another Trigo writes to it; give each its own 'data' folder",
                              file.string()));
    lock.emplace(std::move(*taken));
  }
  auto state = std::make_unique<State>(file, access, std::move(lock));
  if (access == Access::read) {
    state->database.exec("PRAGMA cache_size = -16000");  // KB; the past of a busy zone is large.
    return EventStore(std::move(state));
  }
  // Only an empty file takes this one in; it is what lets a store shrink again.
  state->database.exec("PRAGMA auto_vacuum = INCREMENTAL");
  state->database.exec("PRAGMA journal_mode = WAL");
  state->database.exec("PRAGMA journal_size_limit = 16000000");
  // What was told must outlive a loss of power, too.
  state->database.exec("PRAGMA synchronous = FULL");
  if (!migrate_events(state->database))
    return fail(ErrorKind::invalid_argument,
                fmt::format("{}: it was written by a later version of Trigo; use that one, or "
                            "another 'data' folder",
                            file.string()));
  state->recorded_us = state->integer(
      "SELECT COALESCE(MAX(recorded_us), 0) FROM events WHERE id = "
      "(SELECT MAX(id) FROM events)");
  return EventStore(std::move(state));
}

std::int64_t EventStore::State::integer(const char* sql) const {
  SQLite::Statement statement(database, sql);
  return statement.executeStep() ? statement.getColumn(0).getInt64() : 0;
}

/// Within a transaction.
void EventStore::State::keep(std::span<EventRecord> events, std::int64_t now_us) {
  SQLite::Statement statement(
      database,
      fmt::format("INSERT INTO events({}, recorded_us) VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
                  event_columns));
  recorded_us = std::max(recorded_us, now_us);
  for (EventRecord& event : events) {
    recorded_us = std::max(recorded_us, event.utc_us);
    statement.reset();
    bind_event(statement, event);
    statement.bind(statement.getBindParameterCount(), recorded_us);
    statement.exec();
    event.id = database.getLastInsertRowid();
    follow(event);
  }
}

void EventStore::State::note_alive(std::int64_t now_us) {
  SQLite::Statement alive(database, "UPDATE alive SET utc_us = ?");
  alive.bind(1, now_us);
  alive.exec();
}

void EventStore::State::follow(const EventRecord& event) {
  if (!event.state.empty()) {
    SQLite::Statement state(database,
                            "INSERT INTO states(stream, zone, from_us, state) VALUES(?, ?, ?, ?)");
    SQLite::bind(state, event.stream, event.place, event.utc_us, event.state);
    return static_cast<void>(state.exec());
  }
  const bool begins = event.type == to_string(PresenceEventType::entered);
  if (!begins && event.type != to_string(PresenceEventType::left)) return;
  if (begins && event.cause == to_string(PresenceCause::resumed)) {
    SQLite::Statement rename(database,
                             "UPDATE stays SET person = ? WHERE stream = ? AND zone = ? AND "
                             "until_us = ? AND person = ?");
    SQLite::bind(rename, event.person, event.stream, event.place, PastStay::open,
                 event.resumes != 0 ? event.resumes : event.person);
    if (rename.exec() > 0) return;  // Else its beginning was lost.
  }
  if (begins) {
    SQLite::Statement add(database, "INSERT INTO stays VALUES(?, ?, ?, ?, ?, ?)");
    SQLite::bind(add, event.stream, event.place, event.person, event.class_name, event.since_us,
                 PastStay::open);
    add.exec();
  } else {
    SQLite::Statement end(database,
                          "UPDATE stays SET until_us = ? WHERE stream = ? AND zone = ? AND "
                          "until_us = ? AND person = ?");
    SQLite::bind(end, event.utc_us, event.stream, event.place, PastStay::open, event.person);
    end.exec();
  }
}

Result<void> EventStore::append(const Additions& additions, std::int64_t now_us) {
  return state_->attempt([&] {
    SQLite::Transaction transaction(state_->database, SQLite::TransactionBehavior::IMMEDIATE);
    state_->keep(additions.events, now_us);
    state_->note_alive(now_us);
    SQLite::Statement move(state_->database,
                           "UPDATE cursors SET event = ? WHERE sink = ? AND "
                           "? = (SELECT uid FROM record)");
    for (const SinkCursor& cursor : additions.cursors) {
      move.reset();
      SQLite::bind(move, cursor.event, cursor.sink, cursor.record);
      move.exec();
    }
    SQLite::Statement gone(state_->database,
                           "UPDATE events SET snapshot = 0 WHERE snapshot = 1 AND utc_us < ?");
    gone.bind(1, additions.no_snapshots_before_us);
    if (additions.no_snapshots_before_us > 0) gone.exec();
    transaction.commit();
  });
}

Result<void> EventStore::begin_sinks(std::span<const std::string> names) {
  return state_->attempt([&] {
    SQLite::Transaction transaction(state_->database, SQLite::TransactionBehavior::IMMEDIATE);
    const nlohmann::json wanted(std::vector<std::string>(names.begin(), names.end()));
    SQLite::Statement forget(
        state_->database, "DELETE FROM cursors WHERE sink NOT IN (SELECT value FROM json_each(?))");
    forget.bind(1, wanted.dump());
    forget.exec();
    SQLite::Statement begin(state_->database,
                            "INSERT OR IGNORE INTO cursors SELECT value, COALESCE((SELECT seq FROM "
                            "sqlite_sequence WHERE name = 'events'), 0) FROM json_each(?)");
    begin.bind(1, wanted.dump());
    begin.exec();
    transaction.commit();
  });
}

Result<EventRecords> EventStore::interrupt(std::int64_t now_us) {
  return state_->attempt([&] {
    SQLite::Transaction transaction(state_->database, SQLite::TransactionBehavior::IMMEDIATE);
    EventRecords events = find_left_open(state_->database);
    state_->keep(events, now_us);
    state_->note_alive(now_us);
    transaction.commit();
    return events;
  });
}

Result<PresencePast> EventStore::past(const std::string& stream, const std::string& zone,
                                      std::int64_t from_us, std::int64_t to_us) const {
  return state_->attempt([&] { return find_past(state_->database, stream, zone, from_us, to_us); });
}

/// Of what the file holds; free pages are given back later.
std::int64_t EventStore::State::used_bytes() {
  const auto number = [&](const char* pragma) { return database.execAndGet(pragma).getInt64(); };
  return (number("PRAGMA page_count") - number("PRAGMA freelist_count")) *
         number("PRAGMA page_size");
}

/// Id of the first event that stays, of those that go at once.
std::int64_t EventStore::State::first_kept(const Retention& retention, std::int64_t now_us) {
  const auto first = integer("SELECT MIN(id) FROM events");
  auto kept = first_recorded(database, now_us - retention.keep_us);
  if (used_bytes() > retention.most_bytes) kept = std::max(kept, first + trimmed_at_once / 2);
  return std::min(kept, first + trimmed_at_once);
}

Result<bool> EventStore::trim(const Retention& retention, std::int64_t now_us) {
  return state_->attempt([&] {
    SQLite::Transaction transaction(state_->database, SQLite::TransactionBehavior::IMMEDIATE);
    const auto kept = state_->first_kept(retention, now_us);
    SQLite::Statement since(state_->database,
                            "SELECT COALESCE(MAX(recorded_us), 0) FROM events WHERE id < ?");
    since.bind(1, kept);
    since.executeStep();
    const auto cut_us = std::max(now_us - retention.keep_us, since.getColumn(0).getInt64());
    SQLite::Statement remove(state_->database, "DELETE FROM events WHERE id < ?");
    remove.bind(1, kept);
    int dropped = remove.exec();
    for (const char* sql :
         {"DELETE FROM stays WHERE rowid IN (SELECT rowid FROM stays WHERE until_us < ?1 LIMIT ?2)",
          // The last one before that time says what held from there on.
          "DELETE FROM states WHERE id IN (SELECT id FROM states AS old WHERE from_us < ?1 AND "
          "EXISTS(SELECT 1 FROM states AS later WHERE later.stream = old.stream AND later.zone = "
          "old.zone AND later.from_us > old.from_us AND later.from_us <= ?1) LIMIT ?2)"}) {
      SQLite::Statement drop(state_->database, sql);
      drop.bind(1, cut_us);
      drop.bind(2, trimmed_at_once);
      dropped = std::max(dropped, drop.exec());
    }
    transaction.commit();
    state_->database.exec("PRAGMA incremental_vacuum");
    return dropped >= trimmed_at_once / 2;
  });
}

Result<EventRecords> EventStore::find(const EventQuery& query) const {
  return state_->attempt([&] { return find_events(state_->database, query); });
}

Result<std::optional<EventRecord>> EventStore::event(std::int64_t id) const {
  return state_->attempt([&]() -> std::optional<EventRecord> {
    SQLite::Statement one(state_->database,
                          fmt::format("SELECT id, {} FROM events WHERE id = ?", event_columns));
    one.bind(1, id);
    if (!one.executeStep()) return std::nullopt;
    return read_event(one);
  });
}

Result<bool> EventStore::has_snapshot(const EventRecord& entered) const {
  return state_->attempt([&] {
    SQLite::Statement one(state_->database,
                          "SELECT 1 FROM events WHERE snapshot = 1 AND utc_us = ? AND stream = ? "
                          "AND place = ? AND person = ?");
    SQLite::bind(one, entered.utc_us, entered.stream, entered.place, entered.person);
    return one.executeStep();
  });
}

Result<std::int64_t> EventStore::last_id() const {
  return state_->attempt(
      [&] { return state_->integer("SELECT seq FROM sqlite_sequence WHERE name = 'events'"); });
}

Result<std::int64_t> EventStore::first_id() const {
  return state_->attempt([&] {
    return state_->integer(
        "SELECT COALESCE((SELECT MIN(id) FROM events), "
        "(SELECT seq + 1 FROM sqlite_sequence WHERE name = 'events'), 1)");
  });
}

Result<std::optional<std::int64_t>> EventStore::cursor(const std::string& sink) const {
  return state_->attempt([&]() -> std::optional<std::int64_t> {
    SQLite::Statement one(state_->database, "SELECT event FROM cursors WHERE sink = ?");
    one.bind(1, sink);
    if (!one.executeStep()) return std::nullopt;
    return one.getColumn(0).getInt64();
  });
}

Result<std::string> EventStore::uid() const {
  return state_->attempt(
      [&] { return state_->database.execAndGet("SELECT uid FROM record").getString(); });
}

void EventStore::give_up_when(std::function<bool()> give_up) {
  constexpr int instructions = 10'000;
  state_->give_up = std::move(give_up);
  sqlite3_progress_handler(
      state_->database.getHandle(), instructions,
      [](void* state) { return static_cast<State*>(state)->give_up() ? 1 : 0; }, state_.get());
}

}  // namespace trigo
