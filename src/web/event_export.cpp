#include "web/event_export.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "events/event_json.hpp"
#include "web/query.hpp"

namespace trigo {
namespace {

using nlohmann::json;

constexpr int events_at_once = 1000;
constexpr std::int64_t pieces_at_once = 1000;
constexpr std::int64_t window_us = 7LL * 86'400 * 1'000'000;

struct Kind {
  Format format;
  std::string_view name;
  std::string_view media_type;
};
constexpr std::array kinds{Kind{Format::json, "json", "application/json"},
                           Kind{Format::csv, "csv", "text/csv"},
                           Kind{Format::ndjson, "ndjson", "application/x-ndjson"}};

std::string_view trimmed(std::string_view text) {
  while (text.starts_with(' ') || text.starts_with('\t')) text.remove_prefix(1);
  while (text.ends_with(' ') || text.ends_with('\t')) text.remove_suffix(1);
  return text;
}

/// Takes what comes before `separator` off the front.
std::string_view take_until(std::string_view& text, char separator) {
  const auto end = std::min(text.find(separator), text.size());
  const auto part = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  return trimmed(part);
}

/// Of a media range's parameters: 0 … 1, RFC 9110 section 12.4.2.
double weight_of(std::string_view parameters) {
  while (!parameters.empty()) {
    const auto parameter = take_until(parameters, ';');
    if (!parameter.starts_with("q=") && !parameter.starts_with("Q=")) continue;
    double weight = 0;
    const char* const end = parameter.data() + parameter.size();
    const auto parsed = std::from_chars(parameter.data() + 2, end, weight);
    return parsed.ec == std::errc() && parsed.ptr == end ? weight : 0;
  }
  return 1;
}

/// A cell of CSV, RFC 4180.
std::string cell(const json& value) {
  if (value.is_null()) return {};
  std::string text = value.is_string() ? value.get<std::string>() : value.dump();
  if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"') quoted += '"';
    quoted += c;
  }
  return quoted + '"';
}

using Columns = std::vector<std::string>;

std::string csv_head(const Columns& columns) {
  return fmt::format("{}\r\n", fmt::join(columns, ","));
}

void add_row(std::string& text, const json& row, const Columns& columns, Format format) {
  if (format == Format::ndjson) {
    text += row.dump(-1, ' ', false, json::error_handler_t::replace) + '\n';
    return;
  }
  for (std::size_t i = 0; i < columns.size(); ++i) {
    const auto found = row.find(columns[i]);
    if (i > 0) text += ',';
    if (found != row.end()) text += cell(*found);
  }
  text += "\r\n";
}

const Columns event_cells{"id",    "time",    "stream", "zone",       "line",     "type",
                          "cause", "state",   "count",  "direction",  "person",   "class",
                          "since", "resumes", "epoch",  "media_time", "snapshot", "reason"};
const Columns interval_cells{"from", "to", "state", "max_count"};
const Columns bucket_cells{"from",      "to",         "occupied_s", "vacant_s",      "unknown_s",
                           "max_count", "mean_count", "entered",    "longest_stay_s"};

class EventRows final : public RowSource {
 public:
  EventRows(EventQuery query, Format format) : query_(std::move(query)), format_(format) {}

  Result<std::string> next(const EventStore& store) override {
    std::string text;
    if (!last_) {
      auto last = store.last_id();
      if (!last) return pass_on(last);
      last_ = *last;
      left_ = query_.limit;
      if (format_ == Format::csv) text = csv_head(event_cells);
    }
    while (text.empty() && left_ > 0) {
      query_.limit = std::min(left_, events_at_once);
      const auto events = store.find(query_);
      if (!events) return fail(events.error().kind, events.error().message);
      left_ = static_cast<int>(events->size()) == query_.limit ? left_ - query_.limit : 0;
      for (const EventRecord& event : *events)
        if (event.id <= *last_) add_row(text, record_json(event), event_cells, format_);
      if (events->empty() || (!query_.newest_first && events->back().id > *last_)) left_ = 0;
      if (!events->empty()) query_.after = events->back().id;
    }
    return text;
  }

 private:
  EventQuery query_;
  const Format format_;
  std::optional<std::int64_t> last_;  // Nothing: it has not begun.
  int left_ = 0;                      // Events that may still come.
};

class HistoryRows final : public RowSource {
 public:
  HistoryRows(const HistoryQuery& query, Format format)
      : query_(query),
        columns_(query.bucket_us ? bucket_cells : interval_cells),
        format_(format),
        from_us_(query.from_us) {}

  Result<std::string> next(const EventStore& store) override {
    std::string text;
    if (from_us_ == query_.from_us && format_ == Format::csv) text = csv_head(columns_);
    while (from_us_ < query_.to_us) {
      const auto span_us = query_.bucket_us ? *query_.bucket_us * pieces_at_once : window_us;
      const auto to_us = std::min(from_us_ + span_us, query_.to_us);
      auto past = store.past(query_.stream, query_.zone, from_us_, to_us);
      if (!past) return fail(past.error().kind, past.error().message);
      // Not only as long as they are by the end of this window.
      for (PastStay& stay : past->stays)
        if (stay.to_us == PastStay::open) stay.to_us = query_.to_us;
      add(*past, to_us, text);
      from_us_ = to_us;
      if (!text.empty()) break;
    }
    return text;
  }

 private:
  void add(const PresencePast& past, std::int64_t to_us, std::string& text) {
    if (query_.bucket_us) {
      for (const auto& bucket : buckets_of(past, from_us_, to_us, *query_.bucket_us))
        add_row(text, bucket_json(bucket), columns_, format_);
      return;
    }
    // The last one may go on in the next window.
    for (const auto& interval : intervals_of(past, from_us_, to_us)) {
      if (open_ && open_->state == interval.state) {
        open_->to_us = interval.to_us;
        open_->max_count = std::max(open_->max_count, interval.max_count);
        continue;
      }
      if (open_) add_row(text, interval_json(*open_), columns_, format_);
      open_ = interval;
    }
    if (to_us == query_.to_us && open_) add_row(text, interval_json(*open_), columns_, format_);
  }

  const HistoryQuery query_;
  const Columns& columns_;
  const Format format_;
  std::int64_t from_us_;
  std::optional<PresenceInterval> open_;
};

}  // namespace

Result<Format> parse_format(std::string_view query, std::string_view accept) {
  if (const auto name = parameter(query, "format")) {
    for (const Kind& kind : kinds)
      if (kind.name == *name) return kind.format;
    return fail(ErrorKind::invalid_argument,
                fmt::format("format={}: it is json, csv or ndjson", *name));
  }
  Format best = Format::json;
  double best_weight = 0;
  while (!accept.empty()) {
    auto range = take_until(accept, ',');
    const auto type = take_until(range, ';');
    const auto kind = std::find_if(kinds.begin(), kinds.end(),
                                   [&](const Kind& one) { return one.media_type == type; });
    const double weight = kind == kinds.end() ? 0 : weight_of(range);
    if (weight <= best_weight) continue;
    best = kind->format;
    best_weight = weight;
  }
  return best;
}

std::string_view media_type(Format format) {
  switch (format) {
    case Format::csv:
      return "text/csv; charset=utf-8; header=present";
    case Format::ndjson:
      return "application/x-ndjson";
    case Format::json:
      break;
  }
  return "application/json";
}

std::shared_ptr<RowSource> event_rows(const EventQuery& query, Format format) {
  return std::make_shared<EventRows>(query, format);
}

std::shared_ptr<RowSource> history_rows(const HistoryQuery& query, Format format) {
  return std::make_shared<HistoryRows>(query, format);
}

}  // namespace trigo
