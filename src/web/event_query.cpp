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

constexpr int most_events = 1000;

std::string text_of(std::string_view query, std::string_view name) {
  return std::string(parameter(query, name).value_or(""));
}

}  // namespace

Result<EventQuery> parse_event_query(std::string_view query) {
  EventQuery wanted;
  wanted.stream = text_of(query, "stream");
  wanted.place = text_of(query, "zone");
  if (wanted.place.empty()) wanted.place = text_of(query, "line");
  wanted.type = text_of(query, "type");
  if (!wanted.type.empty() &&
      std::find(event_types.begin(), event_types.end(), wanted.type) == event_types.end())
    return fail(ErrorKind::invalid_argument,
                fmt::format("type={}: it is one of {}", wanted.type, fmt::join(event_types, ", ")));
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
  auto limit = number<int>(query, {"limit", 1, most_events}, wanted.limit);
  if (!limit) return pass_on(limit);
  wanted.limit = *limit;
  if (parameter(query, "after")) {
    auto after = number<std::int64_t>(query, {"after", 0, std::numeric_limits<std::int64_t>::max()},
                                      std::int64_t{0});
    if (!after) return pass_on(after);
    wanted.after = *after;
  }
  return wanted;
}

json event_page_json(const EventRecords& events, const EventQuery& query) {
  json list = json::array();
  for (const EventRecord& event : events) list.push_back(record_json(event));
  const bool full = static_cast<int>(events.size()) == query.limit;
  return {{"events", std::move(list)}, {"next", full ? json(events.back().id) : json(nullptr)}};
}

}  // namespace trigo
