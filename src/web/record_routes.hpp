#pragma once

#include <optional>
#include <string_view>

#include "web/routes.hpp"

namespace trigo {

/// What a request about the record gets: /api/v1/events and what is below it, and
/// /api/v1/presence/history. Nothing: the path is none of those.
std::optional<Routed> record_route(std::string_view path, std::string_view query,
                                   const WebRequest& request, WebService& service);

}  // namespace trigo
