#include "events/event_rows.hpp"

#include <SQLiteCpp/Column.h>

namespace trigo {

EventRecord read_event(SQLite::Statement& row) {
  return {.id = row.getColumn(0).getInt64(),
          .utc_us = row.getColumn(1).getInt64(),
          .stream = row.getColumn(2).getString(),
          .place = row.getColumn(3).getString(),
          .type = row.getColumn(4).getString(),
          .cause = row.getColumn(5).getString(),
          .media_time_s = row.getColumn(6).getDouble(),
          .epoch = row.getColumn(7).getInt64(),
          .person = row.getColumn(8).getInt64(),
          .class_name = row.getColumn(9).getString(),
          .since_us = row.getColumn(10).getInt64(),
          .resumes = row.getColumn(11).getInt64(),
          .state = row.getColumn(12).getString(),
          .direction = row.getColumn(13).getString(),
          .count = row.getColumn(14).getInt64()};
}

void bind_event(SQLite::Statement& statement, const EventRecord& event) {
  statement.bind(1, event.utc_us);
  statement.bind(2, event.stream);
  statement.bind(3, event.place);
  statement.bind(4, event.type);
  statement.bind(5, event.cause);
  statement.bind(6, event.media_time_s);
  statement.bind(7, event.epoch);
  statement.bind(8, event.person);
  statement.bind(9, event.class_name);
  statement.bind(10, event.since_us);
  statement.bind(11, event.resumes);
  statement.bind(12, event.state);
  statement.bind(13, event.direction);
  statement.bind(14, event.count);
}

}  // namespace trigo
