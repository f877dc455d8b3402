#include "web/history_query.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "base/rounding.hpp"
#include "base/utc_text.hpp"
#include "web/query.hpp"

namespace trigo {
namespace {

using nlohmann::json;

constexpr std::int64_t second_us = 1'000'000;
constexpr std::int64_t day_us = 86'400 * second_us;
constexpr std::int64_t longest_us = 3'660 * day_us;  // Ten years.

double seconds(std::int64_t us) {
  return rounded_to(static_cast<double>(us) / second_us, 1000);
}

Failure refuse(std::string_view name, std::string_view value, std::string_view expected) {
  return fail(ErrorKind::invalid_argument, fmt::format("{}={}: it is {}", name, value, expected));
}

Result<std::string> named(std::string_view query, std::string_view name) {
  const auto value = parameter(query, name);
  if (!value || value->empty())
    return fail(ErrorKind::invalid_argument,
                fmt::format("{}: say which, as in ?stream=yard&zone=gate", name));
  return std::string(*value);
}

/// "30s", "15m", "1h", "1d"
std::optional<std::int64_t> parse_span(std::string_view text) {
  std::int64_t number = 0;
  const auto parsed = std::from_chars(text.data(), text.data() + text.size(), number);
  const std::string_view unit(parsed.ptr,
                              static_cast<std::size_t>(text.data() + text.size() - parsed.ptr));
  if (parsed.ec != std::errc() || number < 1 || number > longest_us / second_us)
    return std::nullopt;
  if (unit == "s") return number * second_us;
  if (unit == "m") return number * 60 * second_us;
  if (unit == "h") return number * 3600 * second_us;
  if (unit == "d") return number * day_us;
  return std::nullopt;
}

}  // namespace

json interval_json(const PresenceInterval& interval) {
  const bool known = interval.state != PresenceState::unknown;
  return {{"from", utc_text(interval.from_us)},
          {"to", utc_text(interval.to_us)},
          {"state", to_string(interval.state)},
          {"max_count", known ? json(interval.max_count) : json(nullptr)}};
}

json bucket_json(const PresenceBucket& bucket) {
  const bool known = bucket.occupied_us + bucket.vacant_us > 0;
  return {
      {"from", utc_text(bucket.from_us)},
      {"to", utc_text(bucket.to_us)},
      {"occupied_s", seconds(bucket.occupied_us)},
      {"vacant_s", seconds(bucket.vacant_us)},
      {"unknown_s", seconds(bucket.unknown_us)},
      {"max_count", known ? json(bucket.max_count) : json(nullptr)},
      {"mean_count", known ? json(rounded_to(bucket.mean_count, 1000)) : json(nullptr)},
      {"entered", bucket.entered},
      {"longest_stay_s", bucket.longest_us > 0 ? json(seconds(bucket.longest_us)) : json(nullptr)}};
}

Result<HistoryQuery> parse_history_query(std::string_view query, std::int64_t now_us,
                                         std::int64_t most_buckets) {
  HistoryQuery wanted;
  auto stream = named(query, "stream");
  if (!stream) return pass_on(stream);
  auto zone = named(query, "zone");
  if (!zone) return pass_on(zone);
  wanted.stream = std::move(*stream);
  wanted.zone = std::move(*zone);
  auto to = moment(query, "to");
  if (!to) return pass_on(to);
  wanted.to_us = std::min(to->value_or(now_us), now_us);
  auto from = moment(query, "from");
  if (!from) return pass_on(from);
  wanted.from_us = from->value_or(std::max<std::int64_t>(wanted.to_us - day_us, 0));
  const std::string_view from_text = parameter(query, "from").value_or("");
  if (wanted.from_us >= wanted.to_us)
    return refuse("from", from_text, "a time before 'to', and before now");
  if (wanted.to_us - wanted.from_us > longest_us)
    return refuse("from", from_text, "at most ten years before 'to'");
  const auto bucket = parameter(query, "bucket");
  if (!bucket) return wanted;
  wanted.bucket_us = parse_span(*bucket);
  if (!wanted.bucket_us)
    return refuse("bucket", *bucket, "a span of time, as in 30s, 15m, 1h or 1d");
  if ((wanted.to_us - wanted.from_us) / *wanted.bucket_us >= most_buckets)
    return refuse("bucket", *bucket,
                  fmt::format("long enough that there are at most {}", most_buckets));
  return wanted;
}

json history_json(const PresencePast& past, const HistoryQuery& query) {
  json answer{{"stream", query.stream},
              {"zone", query.zone},
              {"from", utc_text(query.from_us)},
              {"to", utc_text(query.to_us)}};
  json pieces = json::array();
  if (query.bucket_us) {
    for (const auto& bucket : buckets_of(past, query.from_us, query.to_us, *query.bucket_us))
      pieces.push_back(bucket_json(bucket));
    answer["buckets"] = std::move(pieces);
    return answer;
  }
  answer["next"] = nullptr;
  for (const auto& interval : intervals_of(past, query.from_us, query.to_us)) {
    if (static_cast<std::int64_t>(pieces.size()) == most_pieces) {
      answer["next"] = utc_text(interval.from_us);
      break;
    }
    pieces.push_back(interval_json(interval));
  }
  answer["intervals"] = std::move(pieces);
  return answer;
}

}  // namespace trigo
