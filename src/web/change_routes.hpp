#pragma once

#include <optional>
#include <string_view>

#include "web/routes.hpp"

namespace trigo {

/// What a request gets that changes a stream, or tries a source: PUT and DELETE of
/// /api/v1/streams/{id}, POST of /api/v1/probe. Nothing: it is none of those, and those paths allow
/// it. `service` outlives what is waited for.
std::optional<Routed> change_route(std::string_view path, const WebRequest& request,
                                   WebService& service);

}  // namespace trigo
