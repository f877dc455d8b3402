#include <algorithm>
#include <array>
#include <string>

#include <fmt/format.h>

#include "events/event_json.hpp"
#include "web/one_way.hpp"

namespace trigo {
namespace {

constexpr Duration keep_alive = std::chrono::seconds(15);
constexpr Duration pause_before_retry = std::chrono::seconds(1);
constexpr int events_at_once = 100;
constexpr std::size_t part_bytes = 32 * 1024;

/// What there is to tell from an event on, and up to where that is all.
struct News {
  EventRecords events;
  std::int64_t told = 0;
};

/// `query.after` empty: nothing yet, only from where on.
Result<News> news_after(const EventStore& store, EventQuery query) {
  // Before the events: what is kept in between is told with them, or next time.
  const auto last = store.last_id();
  if (!last) return fail(last.error().kind, last.error().message);
  if (!query.after) return News{{}, *last};
  // A record that was set aside began anew, and so do its ids.
  if (*query.after > *last) query.after = 0;
  query.limit = events_at_once;
  auto events = store.find(query);
  if (!events) return pass_on(events);
  const bool all = static_cast<int>(events->size()) < events_at_once;
  const auto newest = events->empty() ? *query.after : events->back().id;
  return News{std::move(*events), all ? std::max(newest, *last) : newest};
}

/// One message of the WHATWG's server-sent events.
std::string message_of(const EventRecord& event) {
  return fmt::format("id: {}\ndata: {}\n\n", event.id, json_answer(record_json(event)).body);
}

asio::awaitable<Result<News>> ask_for_news(EventQuery query, WebContext& web) {
  return consult<News>(*web.service.record(), web.door,
                       [query](const EventStore& store) { return news_after(store, query); });
}

asio::awaitable<void> tell_news(OneWay& reader, EventQuery query, WebContext& web) {
  const Duration limit = web.limits.unread;
  co_await reader.write_head("text/event-stream", "X-Accel-Buffering: no\r\n", limit);
  std::string text = "retry: 1000\n\n";
  while (!reader.gone()) {
    if (!text.empty()) co_await reader.write(asio::buffer(text), limit);
    text.clear();
    const auto news = co_await ask_for_news(query, web);
    if (!news) {
      co_await reader.bell()->wait_until(std::chrono::steady_clock::now() + pause_before_retry);
      continue;
    }
    for (const EventRecord& event : news->events) text += message_of(event);
    query.after = news->told;
    if (static_cast<int>(news->events.size()) == events_at_once) continue;
    if (!text.empty()) continue;
    const auto deadline = std::chrono::steady_clock::now() + keep_alive;
    co_await reader.bell()->wait_until(deadline);
    if (std::chrono::steady_clock::now() >= deadline) text = ": still here\n\n";
  }
}

asio::awaitable<void> write_part(OneWay& reader, std::string_view part, bool chunked,
                                 Duration limit) {
  const std::string size = fmt::format("{:x}\r\n", part.size());
  const std::array<asio::const_buffer, 3> chunk{asio::buffer(size), asio::buffer(part),
                                                asio::buffer("\r\n", 2)};
  if (chunked)
    co_await reader.write(chunk, limit);
  else if (!part.empty())
    co_await reader.write(asio::buffer(part), limit);
}

/// In parts, each with its own limit: a slow line is no reason to give up, one that stands still
/// is.
asio::awaitable<void> write_piece(OneWay& reader, std::string_view piece, bool chunked,
                                  Duration limit) {
  while (piece.size() > part_bytes && !reader.gone()) {
    co_await write_part(reader, piece.substr(0, part_bytes), chunked, limit);
    piece.remove_prefix(part_bytes);
  }
  co_await write_part(reader, piece, chunked, limit);
}

asio::awaitable<Result<std::string>> next_piece(std::shared_ptr<RowSource> rows, WebContext& web) {
  return consult<std::string>(*web.service.record(), web.door,
                              [rows](const EventStore& store) { return rows->next(store); });
}

}  // namespace

asio::awaitable<std::optional<Answer>> serve_news(beast::tcp_stream& stream, NewsAnswer answer,
                                                  WebContext& web) {
  EventQuery query = std::move(answer.query);
  if (!query.after) {
    // Before the head: whoever has seen that misses nothing any more.
    const auto begun = co_await ask_for_news(query, web);
    if (!begun) co_return problem(503, begun.error().message);
    query.after = begun->told;
  }
  const auto reader = OneWay::begin(std::move(stream));
  const auto subscription =
      web.service.news().subscribe(ring_from_anywhere(web.door, reader->bell()));
  co_await tell_news(*reader, std::move(query), web);
  reader->close();
  co_return std::nullopt;
}

asio::awaitable<std::optional<Answer>> serve_export(beast::tcp_stream& stream, ExportAnswer answer,
                                                    bool chunked, WebContext& web) {
  // The first one before anything is said: what fails at once is said rightly.
  auto piece = co_await next_piece(answer.rows, web);
  if (!piece) co_return problem(503, piece.error().message);
  const Duration limit = web.limits.unread;
  const auto reader = OneWay::begin(std::move(stream));
  co_await reader->write_head(
      answer.type,
      fmt::format("Content-Disposition: attachment; filename=\"{}\"\r\nVary: Accept\r\n{}",
                  answer.file_name, chunked ? "Transfer-Encoding: chunked\r\n" : ""),
      limit);
  while (!reader->gone() && piece && !piece->empty()) {
    co_await write_piece(*reader, *piece, chunked, limit);
    piece = co_await next_piece(answer.rows, web);
  }
  // Without its end a reader knows that something is missing.
  if (!reader->gone() && piece) co_await write_piece(*reader, "", chunked, limit);
  reader->close();
  co_return std::nullopt;
}

}  // namespace trigo
