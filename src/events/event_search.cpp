#include "events/event_search.hpp"

#include <algorithm>
#include <functional>
#include <iterator>
#include <vector>

#include <SQLiteCpp/Statement.h>
#include <SQLiteCpp/VariadicBind.h>
#include <fmt/format.h>

#include "events/event_rows.hpp"

namespace trigo {
namespace {

/// What was recorded longer than this after it happened is in an index of its own: stays that
/// ended when a stream was lost, and those that the next start of the program ended.
constexpr std::int64_t late_us = 60'000'000;

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

/// Of at most one type.
Condition condition_of(const EventQuery& query) {
  Condition condition;
  if (!query.stream.empty()) condition.add("stream = ?", query.stream);
  if (!query.place.empty()) condition.add("place = ?", query.place);
  if (!query.types.empty()) condition.add("type = ?", query.types.front());
  if (query.since_us) condition.add("utc_us >= ?", *query.since_us);
  if (query.until_us) condition.add("utc_us < ?", *query.until_us);
  if (query.after) condition.add(query.newest_first ? "id < ?" : "id > ?", *query.after);
  return condition;
}

/// Adds those that fulfil the condition, up to query.limit in all.
void add_events(const SQLite::Database& database, const EventQuery& query,
                const Condition& condition, EventRecords& events, const char* table = "events") {
  const auto room = query.limit - static_cast<int>(events.size());
  if (room <= 0) return;
  SQLite::Statement statement(
      database, fmt::format("SELECT id, {} FROM {} WHERE {} ORDER BY id {} LIMIT ?", event_columns,
                            table, condition.text, query.newest_first ? "DESC" : "ASC"));
  int place = 0;
  for (const auto& bind : condition.values) bind(statement, ++place);
  statement.bind(++place, room);
  while (statement.executeStep()) events.push_back(read_event(statement));
}

std::int64_t integer(const SQLite::Database& database, const char* sql) {
  SQLite::Statement statement(database, sql);
  return statement.executeStep() ? statement.getColumn(0).getInt64() : 0;
}

PresenceState state_named(std::string_view name) {
  for (const auto state : {PresenceState::vacant, PresenceState::occupied})
    if (name == to_string(state)) return state;
  return PresenceState::unknown;
}

void add_open_stays(const SQLite::Database& database, std::int64_t alive_us, EventRecords& events) {
  SQLite::Statement open(database,
                         "SELECT stream, zone, person, class, since_us FROM stays "
                         "WHERE until_us = ? ORDER BY since_us, stream, zone, person");
  open.bind(1, PastStay::open);
  while (open.executeStep())
    events.push_back({.utc_us = std::max(alive_us, open.getColumn(4).getInt64()),
                      .stream = open.getColumn(0).getString(),
                      .place = open.getColumn(1).getString(),
                      .type = std::string(to_string(PresenceEventType::left)),
                      .cause = std::string(to_string(PresenceCause::interrupted)),
                      .person = open.getColumn(2).getInt64(),
                      .class_name = open.getColumn(3).getString(),
                      .since_us = open.getColumn(4).getInt64()});
}

/// From zone to zone by the index: there are few, and their states may be millions.
void add_known_zones(const SQLite::Database& database, std::int64_t alive_us,
                     EventRecords& events) {
  SQLite::Statement next(database,
                         "SELECT stream, zone FROM states WHERE (stream, zone) > (?, ?) "
                         "ORDER BY stream, zone LIMIT 1");
  SQLite::Statement last(database,
                         "SELECT state, from_us FROM states WHERE stream = ? AND zone = ? "
                         "ORDER BY from_us DESC, id DESC LIMIT 1");
  std::string stream;
  std::string zone;
  while (true) {
    next.reset();
    SQLite::bind(next, stream, zone);
    if (!next.executeStep()) return;
    stream = next.getColumn(0).getString();
    zone = next.getColumn(1).getString();
    last.reset();
    SQLite::bind(last, stream, zone);
    if (!last.executeStep()) continue;
    if (last.getColumn(0).getString() == to_string(PresenceState::unknown)) continue;
    events.push_back({.utc_us = std::max(alive_us, last.getColumn(1).getInt64()),
                      .stream = stream,
                      .place = zone,
                      .type = std::string(to_string(PresenceEventType::unknown)),
                      .state = std::string(to_string(PresenceState::unknown))});
  }
}

/// One question a type: for several at once SQLite would pass over all the others, which may be
/// millions.
EventRecords find_of_each_type(const SQLite::Database& database, const EventQuery& query) {
  EventRecords events;
  for (const std::string& type : query.types) {
    EventQuery one = query;
    one.types = {type};
    auto found = find_events(database, one);
    std::move(found.begin(), found.end(), std::back_inserter(events));
  }
  std::sort(events.begin(), events.end(), [&](const EventRecord& a, const EventRecord& b) {
    return query.newest_first ? a.id > b.id : a.id < b.id;
  });
  events.resize(std::min(events.size(), static_cast<std::size_t>(query.limit)));
  return events;
}

}  // namespace

EventRecords find_left_open(const SQLite::Database& database) {
  const auto alive_us = integer(database, "SELECT utc_us FROM alive");
  EventRecords events;
  add_open_stays(database, alive_us, events);
  add_known_zones(database, alive_us, events);
  return events;
}

std::int64_t first_recorded(const SQLite::Database& database, std::int64_t since_us) {
  std::int64_t low = integer(database, "SELECT MIN(id) FROM events");
  std::int64_t high = integer(database, "SELECT MAX(id) FROM events") + 1;
  SQLite::Statement at(database, "SELECT id, recorded_us FROM events WHERE id >= ? LIMIT 1");
  while (low < high) {
    const std::int64_t middle = low + (high - low) / 2;
    at.reset();
    at.bind(1, middle);
    if (!at.executeStep() || at.getColumn(1).getInt64() >= since_us)
      high = middle;
    else
      low = at.getColumn(0).getInt64() + 1;
  }
  return high;
}

EventRecords find_events(const SQLite::Database& database, const EventQuery& query) {
  if (query.types.size() > 1) return find_of_each_type(database, query);
  Condition condition = condition_of(query);
  // Nothing happens after it was recorded.
  if (query.since_us) condition.add("id >= ?", first_recorded(database, *query.since_us));
  EventRecords events;
  if (!query.until_us) {
    add_events(database, query, condition, events);
    return events;
  }
  // What is recorded so much later than the end happened before it only if it was recorded late.
  const auto end = first_recorded(database, *query.until_us + late_us);
  Condition late = condition;
  late.add("id >= ?", end);
  late.text += fmt::format(" AND recorded_us - utc_us > {}", late_us);
  condition.add("id < ?", end);
  // Few are late, but their index is not what SQLite would choose.
  const auto add_late = [&] {
    add_events(database, query, late, events, "events INDEXED BY events_late");
  };
  if (query.newest_first) add_late();
  add_events(database, query, condition, events);
  if (!query.newest_first) add_late();
  return events;
}

PresencePast find_past(const SQLite::Database& database, const std::string& stream,
                       const std::string& zone, std::int64_t from_us, std::int64_t to_us) {
  PresencePast past;
  SQLite::Statement states(
      database,
      "SELECT from_us, state FROM states WHERE stream = ?1 AND zone = ?2 AND from_us < ?4 AND "
      "from_us >= COALESCE((SELECT MAX(from_us) FROM states WHERE stream = ?1 AND zone = ?2 AND "
      "from_us <= ?3), ?3) ORDER BY from_us, id");
  SQLite::Statement stays(database,
                          "SELECT since_us, until_us FROM stays WHERE stream = ?1 AND zone = ?2 "
                          "AND until_us > ?3 AND since_us < ?4");
  for (SQLite::Statement* statement : {&states, &stays})
    SQLite::bind(*statement, stream, zone, from_us, to_us);
  while (states.executeStep())
    past.states.push_back(
        {states.getColumn(0).getInt64(), state_named(states.getColumn(1).getText())});
  while (stays.executeStep())
    past.stays.push_back({stays.getColumn(0).getInt64(), stays.getColumn(1).getInt64()});
  return past;
}

}  // namespace trigo
