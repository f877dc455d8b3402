// Questions about the record, and what a live viewer says: what is accepted is within its limits.
#include <limits>

#include "property.hpp"
#include "web/event_export.hpp"
#include "web/event_query.hpp"
#include "web/history_query.hpp"
#include "web/live_protocol.hpp"
#include "web/picture_limits.hpp"

namespace trigo {
namespace {

/// As a query comes out of a request: an error repeats parts of it.
bool is_plain(std::string_view text) {
  return text.size() < 500 &&
         std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c < '\x7f'; });
}

void check_events(std::string_view query) {
  constexpr EventLimit limit;
  const auto wanted = parse_event_query(query, limit);
  if (wanted)
    TRIGO_CHECK(wanted->limit >= 1 && wanted->limit <= limit.most &&
                wanted->since_us.value_or(0) >= 0 && wanted->after.value_or(0) >= 0);
  else if (is_plain(query))
    check_refusal(wanted.error());
  const auto news = parse_live_query(query, query);
  if (!news && is_plain(query)) check_refusal(news.error());
}

void check_history(std::string_view query) {
  constexpr std::int64_t now_us = 1'732'676'645'000'000;
  const auto wanted = parse_history_query(query, now_us, most_pieces);
  if (!wanted) {
    if (is_plain(query)) check_refusal(wanted.error());
    return;
  }
  TRIGO_CHECK(wanted->from_us >= 0 && wanted->from_us < wanted->to_us && wanted->to_us <= now_us);
  if (wanted->bucket_us) {
    TRIGO_CHECK(*wanted->bucket_us > 0);
    TRIGO_CHECK((wanted->to_us - wanted->from_us) / *wanted->bucket_us <= most_pieces);
  }
  const auto answer = history_json({}, *wanted);
  const auto pieces = answer.value("intervals", answer.value("buckets", nlohmann::json::array()));
  TRIGO_CHECK(pieces.size() <= static_cast<std::size_t>(most_pieces));
}

void check_message(std::string_view text) {
  constexpr int usual_quality = 70;
  const auto message = parse_live_message(text, usual_quality);
  if (!message) return check_refusal(message.error());
  TRIGO_CHECK(message->watch || message->ack);
  for (const LiveWish& wish : message->watch.value_or(std::vector<LiveWish>{})) {
    const JpegOptions& options = wish.options;
    TRIGO_CHECK(options.quality >= 1 && options.quality <= 100);
    TRIGO_CHECK(options.width == 0 ||
                (options.width >= narrowest_picture && options.width <= widest_picture));
  }
  if (message->ack) TRIGO_CHECK(message->ack->epoch >= 0 && message->ack->sequence >= 0);
}

}  // namespace
}  // namespace trigo

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const auto text = trigo::text_of(bytes, size);
  trigo::check_events(text);
  trigo::check_history(text);
  trigo::check_message(text);
  static_cast<void>(trigo::parse_format(text, text));
  return 0;
}
