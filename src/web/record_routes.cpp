#include "web/record_routes.hpp"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <functional>
#include <limits>
#include <utility>

#include <fmt/format.h>

#include "events/event_json.hpp"
#include "web/event_query.hpp"

namespace trigo {
namespace {

constexpr std::string_view events_path = "/api/v1/events";

Answer failure(const Error& error) {
  return problem(503, error.message);
}

/// Fit for a header, whatever was asked for.
std::string file_name(std::string what, Format format) {
  const auto is_plain = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
  };
  std::replace_if(what.begin(), what.end(), std::not_fn(is_plain), '_');
  return fmt::format("{}.{}", what, format == Format::csv ? "csv" : "ndjson");
}

Routed events_answer(std::string_view query, const WebRequest& request) {
  const auto format = parse_format(query, request.accept);
  if (!format) return problem(400, format.error().message);
  constexpr int any_number = std::numeric_limits<int>::max();
  const EventLimit limit =
      *format == Format::json ? EventLimit{} : EventLimit{any_number, any_number};
  const auto wanted = parse_event_query(query, limit);
  if (!wanted) return problem(400, wanted.error().message);
  if (*format != Format::json)
    return ExportAnswer{media_type(*format), file_name("events", *format),
                        event_rows(*wanted, *format)};
  return RecordAnswer{[wanted = *wanted](const EventStore& store) {
    const auto events = store.find(wanted);
    return events ? json_answer(event_page_json(*events, wanted)) : failure(events.error());
  }};
}

Routed history_answer(std::string_view query, const WebRequest& request) {
  const auto format = parse_format(query, request.accept);
  if (!format) return problem(400, format.error().message);
  const auto most =
      *format == Format::json ? most_pieces : std::numeric_limits<std::int64_t>::max();
  const auto wanted = parse_history_query(query, to_utc_us(std::chrono::system_clock::now()), most);
  if (!wanted) return problem(400, wanted.error().message);
  if (*format != Format::json)
    return ExportAnswer{media_type(*format),
                        file_name(fmt::format("{}-{}", wanted->stream, wanted->zone), *format),
                        history_rows(*wanted, *format)};
  return RecordAnswer{[wanted = *wanted](const EventStore& store) {
    const auto past = store.past(wanted.stream, wanted.zone, wanted.from_us, wanted.to_us);
    return past ? json_answer(history_json(*past, wanted)) : failure(past.error());
  }};
}

Answer snapshot(std::int64_t id, const EventStore& store, const WebService& service) {
  const auto event = store.event(id);
  if (!event) return failure(event.error());
  if (!*event) return problem(404, fmt::format("there is no event {}, or no longer", id));
  if (!(*event)->snapshot)
    return problem(404, fmt::format("event {} has no snapshot, or no longer", id));
  auto picture = service.snapshot(**event);
  if (!picture) return failure(picture.error());
  if (!*picture)
    return problem(404, fmt::format("event {} has no snapshot yet, or none could be taken", id));
  return {.type = "image/jpeg", .body = std::move(**picture)};
}

/// `rest`: what follows /api/v1/events/.
std::optional<Routed> below_events(std::string_view rest, std::string_view query,
                                   const WebRequest& request, WebService& service) {
  if (rest == "live") {
    const auto wanted = parse_live_query(query, request.last_event_id);
    if (!wanted) return problem(400, wanted.error().message);
    return NewsAnswer{*wanted};
  }
  std::int64_t id = 0;
  const auto parsed = std::from_chars(rest.data(), rest.data() + rest.size(), id);
  const std::string_view what(parsed.ptr,
                              static_cast<std::size_t>(rest.data() + rest.size() - parsed.ptr));
  if (parsed.ec != std::errc() || id < 1) return std::nullopt;
  if (what.empty())
    return RecordAnswer{[id](const EventStore& store) {
      const auto event = store.event(id);
      if (!event) return failure(event.error());
      if (!*event) return problem(404, fmt::format("there is no event {}, or no longer", id));
      return json_answer(record_json(**event));
    }};
  if (what != "/snapshot.jpg") return std::nullopt;
  return RecordAnswer{
      [id, &service](const EventStore& store) { return snapshot(id, store, service); }};
}

}  // namespace

std::optional<Routed> record_route(std::string_view path, std::string_view query,
                                   const WebRequest& request, WebService& service) {
  std::optional<Routed> found;
  if (path == "/api/v1/presence/history") found = history_answer(query, request);
  if (path == events_path) found = events_answer(query, request);
  if (path.starts_with(events_path) && path.substr(events_path.size()).starts_with('/'))
    found = below_events(path.substr(events_path.size() + 1), query, request, service);
  const bool asks_the_record = found && !std::holds_alternative<Answer>(*found);
  if (asks_the_record && service.record() == nullptr)
    return problem(503, "no event is kept: Trigo runs without --config");
  return found;
}

}  // namespace trigo
