#include "events/event_record.hpp"

namespace trigo {

EventRecord record_of(const std::string& stream, const PresenceEvent& event,
                      std::span<const std::string> classes) {
  using enum PresenceEventType;
  EventRecord record{.utc_us = event.at.utc_us,
                     .stream = stream,
                     .place = event.place,
                     .type = std::string(to_string(event.type)),
                     .cause = std::string(to_string(event.cause)),
                     .media_time_s = event.at.media_time_s,
                     .epoch = event.at.epoch};
  switch (event.type) {
    case occupied:
    case vacated:
    case unknown:
    case known:
      record.state = to_string(event.state);
      return record;
    case crossed:
      record.direction = to_string(event.direction);
      break;
    case entered:
    case left:
    case dwell:
      record.since_us = event.since.utc_us;
      record.resumes = event.resumes.value_or(0);
      break;
  }
  record.person = event.person;
  const auto index = static_cast<std::size_t>(event.class_id);
  record.class_name = index < classes.size() ? classes[index] : std::to_string(event.class_id);
  return record;
}

}  // namespace trigo
