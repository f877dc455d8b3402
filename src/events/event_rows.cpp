#include "events/event_rows.hpp"

#include <SQLiteCpp/Column.h>
#include <SQLiteCpp/VariadicBind.h>

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
          .count = row.getColumn(14).getInt64(),
          .reason = row.getColumn(16).getString(),
          .snapshot = row.getColumn(15).getInt() != 0};
}

void bind_event(SQLite::Statement& statement, const EventRecord& event) {
  SQLite::bind(statement, event.utc_us, event.stream, event.place, event.type, event.cause,
               event.media_time_s, event.epoch, event.person, event.class_name, event.since_us,
               event.resumes, event.state, event.direction, event.count, event.snapshot ? 1 : 0,
               event.reason);
}

}  // namespace trigo
