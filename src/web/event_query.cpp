#include "web/event_query.hpp"

#include <algorithm>
#include <limits>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "events/event_json.hpp"
#include "web/query.hpp"

namespace trigo {
namespace {

using nlohmann::json;

std::string text_of(std::string_view query, std::string_view name) {
  return std::string(parameter(query, name).value_or(""));
}

/// "entered,left"; each once.
Result<std::vector<std::string>> parse_types(std::string_view text) {
  std::vector<std::string> types;
  const std::string plain = unescaped(text);
  for (std::string_view rest = plain; !rest.empty();) {
    const auto end = std::min(rest.find(','), rest.size());
    const std::string type(rest.substr(0, end));
    rest.remove_prefix(std::min(end + 1, rest.size()));
    if (std::find(event_types.begin(), event_types.end(), type) == event_types.end())
      return fail(ErrorKind::invalid_argument,
                  fmt::format("type={}: it is one of {}", text, fmt::join(event_types, ", ")));
    if (std::find(types.begin(), types.end(), type) == types.end()) types.push_back(type);
  }
  return types;
}

/// Of whom and of what; the rest is left as it is.
Result<EventQuery> parse_filter(std::string_view query) {
  EventQuery wanted;
  wanted.stream = text_of(query, "stream");
  wanted.place = text_of(query, "zone");
  if (wanted.place.empty()) wanted.place = text_of(query, "line");
  auto types = parse_types(parameter(query, "type").value_or(""));
  if (!types) return pass_on(types);
  wanted.types = std::move(*types);
  return wanted;
}

Result<std::optional<std::int64_t>> event_id(std::string_view query, std::string_view name) {
  if (!parameter(query, name)) return std::optional<std::int64_t>();
  auto id = number<std::int64_t>(query, {name, 0, std::numeric_limits<std::int64_t>::max()},
                                 std::int64_t{0});
  if (!id) return pass_on(id);
  return std::optional(*id);
}

}  // namespace

Result<EventQuery> parse_event_query(std::string_view query, EventLimit limit) {
  auto filter = parse_filter(query);
  if (!filter) return filter;
  EventQuery wanted = std::move(*filter);
  auto since = moment(query, "since");
  if (!since) return pass_on(since);
  auto until = moment(query, "until");
  if (!until) return pass_on(until);
  wanted.since_us = *since;
  wanted.until_us = *until;
  const auto order = parameter(query, "order").value_or("asc");
  if (order != "asc" && order != "desc")
    return fail(ErrorKind::invalid_argument, fmt::format("order={}: it is asc or desc", order));
  wanted.newest_first = order == "desc";
  auto most = number<int>(query, {"limit", 1, limit.most}, limit.usual);
  if (!most) return pass_on(most);
  wanted.limit = *most;
  auto after = event_id(query, "after");
  if (!after) return pass_on(after);
  wanted.after = *after;
  return wanted;
}

Result<EventQuery> parse_live_query(std::string_view query, std::string_view last_id) {
  for (const std::string_view name : {"since", "until", "order", "limit", "format"})
    if (parameter(query, name))
      return fail(ErrorKind::invalid_argument,
                  fmt::format("{}: not for live events, only stream, zone, line, type and after; "
                              "what is past is at /api/v1/events",
                              name));
  auto wanted = parse_filter(query);
  if (!wanted) return wanted;
  const std::string header = fmt::format("Last-Event-ID={}", last_id);
  auto after = last_id.empty() ? event_id(query, "after") : event_id(header, "Last-Event-ID");
  if (!after) return pass_on(after);
  wanted->after = *after;
  return wanted;
}

json event_page_json(const EventRecords& events, const EventQuery& query) {
  json list = json::array();
  for (const EventRecord& event : events) list.push_back(record_json(event));
  const bool full = static_cast<int>(events.size()) == query.limit;
  return {{"events", std::move(list)}, {"next", full ? json(events.back().id) : json(nullptr)}};
}

}  // namespace trigo
