#pragma once

#include <nlohmann/json.hpp>

#include "events/event_record.hpp"

namespace trigo {

/// An event as it is told to the outside; docs/reference/events.md.
nlohmann::json record_json(const EventRecord& event);

}  // namespace trigo
