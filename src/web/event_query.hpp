#pragma once

#include <string_view>

#include <nlohmann/json.hpp>

#include "base/result.hpp"
#include "events/event_store.hpp"

namespace trigo {

/// The query of /api/v1/events; docs/reference/events.md. Errors: invalid_argument.
Result<EventQuery> parse_event_query(std::string_view query);

/// What is answered to it.
nlohmann::json event_page_json(const EventRecords& events, const EventQuery& query);

}  // namespace trigo
