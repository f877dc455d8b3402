#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

#include "base/result.hpp"
#include "events/presence_history.hpp"

namespace trigo {

/// Which past of which zone is asked for. Microseconds since 1970.
struct HistoryQuery {
  std::string stream;
  std::string zone;
  std::int64_t from_us = 0;
  std::int64_t to_us = 0;                 // Later than from_us.
  std::optional<std::int64_t> bucket_us;  // Nothing: intervals.
};

/// The query of /api/v1/presence/history; docs/reference/events.md. What lies after `now_us` is
/// left out. Errors: invalid_argument.
Result<HistoryQuery> parse_history_query(std::string_view query, std::int64_t now_us);

/// What is answered to it.
nlohmann::json history_json(const PresencePast& past, const HistoryQuery& query);

}  // namespace trigo
