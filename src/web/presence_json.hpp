#pragma once

#include <span>
#include <string>

#include <nlohmann/json.hpp>

#include "presence/presence.hpp"
#include "presence/scene_plan.hpp"

namespace trigo {

/// What is drawn on a stream's picture: its zones, lines and masks; docs/reference/http.md.
nlohmann::json scene_json(const ScenePlan& scene);

/// What is known of zones and lines, as live messages tell it; docs/reference/live.md.
nlohmann::json presence_json(const PresenceReading& reading);

/// The same with since when, and how old the evidence is; docs/reference/http.md.
nlohmann::json presence_answer(const PresenceReading& reading, Instant now,
                               std::span<const std::string> classes);

/// One line of `trigo analyze --events`; docs/reference/events.md. `classes`: the model's names.
nlohmann::ordered_json event_json(const PresenceEvent& event, std::span<const std::string> classes);

}  // namespace trigo
