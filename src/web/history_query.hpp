#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

#include "base/result.hpp"
#include "events/presence_history.hpp"

namespace trigo {

/// Intervals or buckets in one answer.
inline constexpr std::int64_t most_pieces = 10'000;

/// Which past of which zone is asked for. Microseconds since 1970.
struct HistoryQuery {
  std::string stream;
  std::string zone;
  std::int64_t from_us = 0;
  std::int64_t to_us = 0;                 // Later than from_us.
  std::optional<std::int64_t> bucket_us;  // Nothing: intervals.
};

/// The query of /api/v1/presence/history; docs/reference/events.md. What lies after `now_us` is
/// left out. Errors: invalid_argument, also for more than `most_buckets`.
Result<HistoryQuery> parse_history_query(std::string_view query, std::int64_t now_us,
                                         std::int64_t most_buckets);

/// One of its pieces.
nlohmann::json interval_json(const PresenceInterval& interval);
nlohmann::json bucket_json(const PresenceBucket& bucket);

/// What is answered to it: at most most_pieces.
nlohmann::json history_json(const PresencePast& past, const HistoryQuery& query);

}  // namespace trigo
