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
#include <sqlite3.h>

#include "events/event_rows.hpp"
#include "events/event_schema.hpp"
#include "events/writer_lock.hpp"

namespace trigo {
namespace {

constexpr int busy_ms = 2000;
constexpr int trimmed_at_once = 20'000;  // Rows of a table.
/// The condition of a query, and what is bound to its question marks, in their order.
struct Condition {
  std::string text = "1";
  std::vector<std::function<void(SQLite::Statement&, int)>> values;

  template <typename T>
  void add(const std::string& condition, const T& value) {
    text += " AND " + condition;
    values.push_back(
        [value](SQLite::Statement& statement, int place) { statement.bind(place, value); });
  }
};

Condition condition_of(const EventQuery& query) {
  Condition condition;
  if (!query.stream.empty()) condition.add("stream = ?", query.stream);
  if (!query.place.empty()) condition.add("place = ?", query.place);
  if (!query.type.empty()) condition.add("type = ?", query.type);
  if (query.since_us) condition.add("utc_us >= ?", *query.since_us);
  if (query.until_us) condition.add("utc_us < ?", *query.until_us);
  if (query.after) condition.add(query.newest_first ? "id < ?" : "id > ?", *query.after);
  return condition;
}

bool is_damage(const SQLite::Exception& error) {
  return error.getErrorCode() == SQLITE_NOTADB || error.getErrorCode() == SQLITE_CORRUPT;
}

Failure said(const std::filesystem::path& file, const SQLite::Exception& error) {
  return fail(ErrorKind::unavailable, fmt::format("{}: {}", file.string(), error.what()));
}

PresenceState state_named(const std::string& name) {
  for (const auto state : {PresenceState::vacant, PresenceState::occupied})
    if (name == to_string(state)) return state;
  return PresenceState::unknown;
}

}  // namespace

struct EventStore::State {
  State(const std::filesystem::path& path, Access access, std::optional<WriterLock> held)
      : lock(std::move(held)),
        file(path),
        database(path.string(),
                 access == Access::write ? SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE
                                         : SQLite::OPEN_READONLY,
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
      return said(file, error);
    }
  }

  void keep(std::span<EventRecord> events, std::int64_t now_us);
  void follow(const EventRecord& event);
  EventRecords ends_of_open_stays(std::int64_t alive_us);
  EventRecords losses_of_zones(std::int64_t alive_us);
  std::int64_t used_bytes();
  std::int64_t cut_us(const Retention& retention, std::int64_t now_us);

  std::optional<WriterLock> lock;  // Nothing: it only reads.
  const std::filesystem::path file;
  SQLite::Database database;
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
    told = error.what();
  }
  const std::string aside = fmt::format("{}.damaged-{}", file.string(), now_us / 1'000'000);
  std::error_code failed;
  for (const char* part : {"", "-wal", "-shm"}) {
    if (!std::filesystem::exists(file.string() + part, failed)) continue;
    std::filesystem::rename(file.string() + part, aside + part, failed);
    if (failed)
      return fail(ErrorKind::unavailable,
                  fmt::format("{}: it is damaged ({}) and cannot be renamed: {}", file.string(),
                              told, failed.message()));
  }
  told = fmt::format("{}: {}; set aside as {}, a new record begins", file.string(), told, aside);
  return open(file, Access::write);
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
  if (access == Access::read) return EventStore(std::move(state));
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
  return EventStore(std::move(state));
}

/// Within a transaction.
void EventStore::State::keep(std::span<EventRecord> events, std::int64_t now_us) {
  SQLite::Statement statement(
      database,
      fmt::format("INSERT INTO events({}) VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?)", event_columns));
  for (EventRecord& event : events) {
    statement.reset();
    bind_event(statement, event);
    statement.exec();
    event.id = database.getLastInsertRowid();
    follow(event);
  }
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

Result<void> EventStore::append(std::span<EventRecord> events, std::int64_t now_us) {
  return state_->attempt([&] {
    SQLite::Transaction transaction(state_->database, SQLite::TransactionBehavior::IMMEDIATE);
    state_->keep(events, now_us);
    transaction.commit();
  });
}

EventRecords EventStore::State::ends_of_open_stays(std::int64_t alive_us) {
  SQLite::Statement open(database,
                         "SELECT stream, zone, person, class, since_us FROM stays "
                         "WHERE until_us = ? ORDER BY since_us, stream, zone, person");
  open.bind(1, PastStay::open);
  EventRecords events;
  while (open.executeStep())
    events.push_back({.utc_us = std::max(alive_us, open.getColumn(4).getInt64()),
                      .stream = open.getColumn(0).getString(),
                      .place = open.getColumn(1).getString(),
                      .type = std::string(to_string(PresenceEventType::left)),
                      .cause = std::string(to_string(PresenceCause::interrupted)),
                      .person = open.getColumn(2).getInt64(),
                      .class_name = open.getColumn(3).getString(),
                      .since_us = open.getColumn(4).getInt64()});
  return events;
}

EventRecords EventStore::State::losses_of_zones(std::int64_t alive_us) {
  SQLite::Statement known(database,
                          "SELECT stream, zone, from_us FROM states AS last WHERE state != ? AND "
                          "NOT EXISTS(SELECT 1 FROM states AS later WHERE later.stream = "
                          "last.stream AND later.zone = last.zone AND later.id > last.id) "
                          "ORDER BY stream, zone");
  known.bind(1, std::string(to_string(PresenceState::unknown)));
  EventRecords events;
  while (known.executeStep())
    events.push_back({.utc_us = std::max(alive_us, known.getColumn(2).getInt64()),
                      .stream = known.getColumn(0).getString(),
                      .place = known.getColumn(1).getString(),
                      .type = std::string(to_string(PresenceEventType::unknown)),
                      .state = std::string(to_string(PresenceState::unknown))});
  return events;
}

Result<EventRecords> EventStore::interrupt(std::int64_t now_us) {
  return state_->attempt([&] {
    SQLite::Transaction transaction(state_->database, SQLite::TransactionBehavior::IMMEDIATE);
    const auto alive_us = state_->database.execAndGet("SELECT utc_us FROM alive").getInt64();
    EventRecords events = state_->ends_of_open_stays(alive_us);
    const EventRecords losses = state_->losses_of_zones(alive_us);
    events.insert(events.end(), losses.begin(), losses.end());
    state_->keep(events, now_us);
    transaction.commit();
    return events;
  });
}

Result<PresencePast> EventStore::past(const std::string& stream, const std::string& zone,
                                      std::int64_t from_us, std::int64_t to_us) const {
  return state_->attempt([&] {
    PresencePast past;
    SQLite::Statement states(
        state_->database,
        "SELECT from_us, state FROM states WHERE stream = ?1 AND zone = ?2 AND from_us < ?4 AND "
        "from_us >= COALESCE((SELECT MAX(from_us) FROM states WHERE stream = ?1 AND zone = ?2 AND "
        "from_us <= ?3), ?3) ORDER BY from_us, id");
    SQLite::Statement stays(state_->database,
                            "SELECT since_us, until_us FROM stays WHERE stream = ?1 AND zone = ?2 "
                            "AND until_us > ?3 AND since_us < ?4");
    for (SQLite::Statement* statement : {&states, &stays})
      SQLite::bind(*statement, stream, zone, from_us, to_us);
    while (states.executeStep())
      past.states.push_back(
          {states.getColumn(0).getInt64(), state_named(states.getColumn(1).getString())});
    while (stays.executeStep())
      past.stays.push_back({stays.getColumn(0).getInt64(), stays.getColumn(1).getInt64()});
    return past;
  });
}

/// Of what the file holds; free pages are given back later.
std::int64_t EventStore::State::used_bytes() {
  const auto number = [&](const char* pragma) { return database.execAndGet(pragma).getInt64(); };
  return (number("PRAGMA page_count") - number("PRAGMA freelist_count")) *
         number("PRAGMA page_size");
}

/// The time before which all goes now.
std::int64_t EventStore::State::cut_us(const Retention& retention, std::int64_t now_us) {
  const auto by_age_us = now_us - retention.keep_us;
  if (used_bytes() <= retention.most_bytes) return by_age_us;
  SQLite::Statement nth(database, "SELECT utc_us FROM events ORDER BY utc_us LIMIT 1 OFFSET ?");
  nth.bind(1, trimmed_at_once / 2);
  return nth.executeStep() ? std::max(by_age_us, nth.getColumn(0).getInt64()) : by_age_us;
}

Result<void> EventStore::trim(const Retention& retention, std::int64_t now_us) {
  return state_->attempt([&] {
    SQLite::Transaction transaction(state_->database, SQLite::TransactionBehavior::IMMEDIATE);
    const std::int64_t cut_us = state_->cut_us(retention, now_us);
    for (const char* sql :
         {"DELETE FROM events WHERE id IN (SELECT id FROM events WHERE utc_us < ?1 "
          "ORDER BY utc_us LIMIT ?2)",
          "DELETE FROM stays WHERE rowid IN (SELECT rowid FROM stays WHERE until_us < ?1 LIMIT ?2)",
          // The last one before that time says what held from there on.
          "DELETE FROM states WHERE id IN (SELECT id FROM states AS old WHERE from_us < ?1 AND "
          "EXISTS(SELECT 1 FROM states AS later WHERE later.stream = old.stream AND later.zone = "
          "old.zone AND later.from_us > old.from_us AND later.from_us <= ?1) LIMIT ?2)"}) {
      SQLite::Statement remove(state_->database, sql);
      remove.bind(1, cut_us);
      remove.bind(2, trimmed_at_once);
      remove.exec();
    }
    transaction.commit();
    state_->database.exec("PRAGMA incremental_vacuum");
  });
}

Result<EventRecords> EventStore::find(const EventQuery& query) const {
  return state_->attempt([&] {
    const Condition condition = condition_of(query);
    SQLite::Statement statement(
        state_->database,
        fmt::format("SELECT id, {} FROM events WHERE {} ORDER BY id {} LIMIT ?", event_columns,
                    condition.text, query.newest_first ? "DESC" : "ASC"));
    int place = 0;
    for (const auto& bind : condition.values) bind(statement, ++place);
    statement.bind(++place, query.limit);
    EventRecords events;
    while (statement.executeStep()) events.push_back(read_event(statement));
    return events;
  });
}

Result<std::int64_t> EventStore::last_id() const {
  return state_->attempt([&] {
    return state_->database
        .execAndGet("SELECT COALESCE((SELECT seq FROM sqlite_sequence WHERE name = 'events'), 0)")
        .getInt64();
  });
}

}  // namespace trigo
