#pragma once

#include <string_view>

#include <nlohmann/json.hpp>

#include "base/result.hpp"
#include "events/event_store.hpp"

namespace trigo {

/// How many events may be asked for at once.
struct EventLimit {
  int usual = 100;
  int most = 1000;
};

/// The query of /api/v1/events; docs/reference/events.md. Errors: invalid_argument.
Result<EventQuery> parse_event_query(std::string_view query, EventLimit limit);

/// The query of /api/v1/events/live, where `last_id`, the header Last-Event-ID, goes before
/// `after`. Errors: invalid_argument.
Result<EventQuery> parse_live_query(std::string_view query, std::string_view last_id);

/// What is answered to it.
nlohmann::json event_page_json(const EventRecords& events, const EventQuery& query);

}  // namespace trigo
