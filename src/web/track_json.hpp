#pragma once

#include <nlohmann/json.hpp>

#include "track/track.hpp"

namespace trigo {

/// Tracks as the live protocol and the HTTP interface tell them; docs/reference/live.md.
nlohmann::json track_json(const Tracks& tracks);

}  // namespace trigo
