#include "events/event_json.hpp"

#include <fmt/format.h>

#include "base/rounding.hpp"
#include "base/utc_text.hpp"

namespace trigo {

nlohmann::json record_json(const EventRecord& event) {
  nlohmann::json told{{"id", event.id}, {"type", event.type}, {"time", utc_text(event.utc_us)}};
  if (event.type == gap_type) {
    told["count"] = event.count;
    return told;
  }
  told["stream"] = event.stream;
  told["epoch"] = event.epoch;
  if (event.since_us != 0) told["since"] = utc_text(event.since_us);
  if (!event.reason.empty()) told["reason"] = event.reason;
  if (event.place.empty()) return told;
  told[event.direction.empty() ? "zone" : "line"] = event.place;
  told["media_time"] = rounded_to(event.media_time_s, 1000);
  if (!event.cause.empty()) told["cause"] = event.cause;
  if (!event.state.empty()) told["state"] = event.state;
  if (!event.direction.empty()) told["direction"] = event.direction;
  if (event.person == 0) return told;
  told["person"] = event.person;
  told["class"] = event.class_name;
  if (event.resumes != 0) told["resumes"] = event.resumes;
  if (event.snapshot) told["snapshot"] = fmt::format("/api/v1/events/{}/snapshot.jpg", event.id);
  return told;
}

}  // namespace trigo
