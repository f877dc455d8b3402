#include <array>
#include <chrono>
#include <optional>
#include <string>

#include <boost/asio/buffer.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/write.hpp>
#include <boost/beast/websocket/rfc6455.hpp>

#include "web/session.hpp"

namespace trigo {
namespace {

using boost::system::error_code;

class Counted {
 public:
  explicit Counted(int& count) : count_(count) { ++count_; }
  ~Counted() { --count_; }
  Counted(const Counted&) = delete;
  Counted& operator=(const Counted&) = delete;

 private:
  int& count_;
};

/// A header that is there exactly once; twice is as bad as any other value.
std::optional<std::string> header(const Request& request, http::field name) {
  const auto [first, last] = request.equal_range(name);
  if (first == last) return std::nullopt;
  if (std::next(first) != last) return "given twice";
  return std::string(first->value());
}

/// Takes the body out of it.
WebRequest understood(Request& request) {
  return {.method = std::string(request.method_string()),
          .target = std::string(request.target()),
          .host = header(request, http::field::host),
          .origin = header(request, http::field::origin),
          .upgrade = beast::websocket::is_upgrade(request),
          .protocols = std::string(request[http::field::sec_websocket_protocol]),
          .accept = std::string(request[http::field::accept]),
          .accept_encoding = std::string(request[http::field::accept_encoding]),
          .last_event_id = std::string(request["Last-Event-ID"]),
          .content_type = std::string(request[http::field::content_type]),
          .body = std::move(request.body())};
}

std::string_view words_of(Caching caching) {
  switch (caching) {
    case Caching::revalidated:
      return "no-cache";
    case Caching::forever:
      return "public, max-age=31536000, immutable";
    default:
      return "no-store";
  }
}

http::response<http::string_body> response_of(Answer answer, bool head, bool keep_alive) {
  http::response<http::string_body> response;
  response.result(static_cast<unsigned>(answer.status));
  if (!answer.type.empty()) response.set(http::field::content_type, answer.type);
  response.set(http::field::cache_control, words_of(answer.caching));
  if (answer.caching != Caching::none) response.set(http::field::vary, "Accept-Encoding");
  if (answer.gzip) response.set(http::field::content_encoding, "gzip");
  for (const auto& [name, value] : security_headers) response.set(name, value);
  if (!answer.allow.empty()) response.set(http::field::allow, answer.allow);
  if (!answer.view.empty()) response.set("X-View", answer.view);
  if (answer.status == 426) response.set(http::field::upgrade, "websocket");
  response.keep_alive(keep_alive);
  if (answer.status != 204) response.content_length(answer.body.size());
  if (!head) response.body() = std::move(answer.body);
  return response;
}

/// What to say about a request that could not be read; nothing if there is nobody to say it to.
std::optional<Answer> complaint(error_code error) {
  if (error.category() != http::make_error_code(http::error::end_of_stream).category())
    return std::nullopt;
  if (error == http::error::end_of_stream || error == http::error::partial_message)
    return std::nullopt;
  if (error == http::error::header_limit || error == http::error::buffer_overflow)
    return problem(431, "the request's headers are too large");
  if (error == http::error::body_limit) return problem(413, "the request's body is too large");
  return problem(400, "this is not an HTTP request: " + error.message());
}

asio::awaitable<bool> send(beast::tcp_stream& stream, Answer answer, const Request& request,
                           const WebContext& web) {
  error_code error;
  const bool head = request.method() == http::verb::head;
  auto response = response_of(std::move(answer), head, request.keep_alive());
  stream.expires_after(web.limits.idle);
  co_await http::async_write(stream, response, asio::redirect_error(asio::use_awaitable, error));
  co_return !error && response.keep_alive();
}

/// The newest one. A large view is opened by this and has a moment to come; then the wall's will
/// do.
asio::awaitable<std::shared_ptr<const LivePicture>> newest_picture(LiveStream& stream,
                                                                   const WebContext& web) {
  auto newest = stream.newest();
  if (!stream.opens_when_watched()) co_return newest;
  const auto bell = std::make_shared<Bell>(co_await asio::this_coro::executor);
  const auto subscription = stream.subscribe(ring_from_anywhere(web.door, bell));
  const Instant deadline = std::chrono::steady_clock::now() + web.limits.large_view;
  newest = stream.newest();
  while (!stream.closed() && (!newest || newest->view != View::large) &&
         std::chrono::steady_clock::now() < deadline) {
    co_await bell->wait_until(deadline);
    newest = stream.newest();
  }
  co_return newest;
}

asio::awaitable<Answer> frame_answer(PictureAnswer wanted, const WebContext& web) {
  auto picture = co_await newest_picture(*wanted.stream, web);
  if (!picture)
    co_return problem(503, "stream \"" + wanted.stream->name() + "\" has no picture yet");
  auto jpeg = co_await encode(web.service.jpegs(), web.door, picture, wanted.options);
  if (!jpeg) co_return problem(503, jpeg.error().message);
  co_return Answer{
      .type = "image/jpeg", .body = **jpeg, .view = std::string(to_string(picture->view))};
}

/// Takes what the other side is still sending, within limits: with it unread the system would cut
/// the connection, often before the answer is read.
asio::awaitable<void> drain(beast::tcp_stream& stream) {
  constexpr std::chrono::seconds patience(2);
  constexpr std::size_t most_bytes = 16'000'000;
  error_code error;
  stream.socket().shutdown(asio::ip::tcp::socket::shutdown_send, error);
  stream.expires_after(patience);
  std::array<char, 16'384> waste{};
  for (std::size_t taken = 0; !error && taken < most_bytes;)
    taken += co_await stream.async_read_some(asio::buffer(waste),
                                             asio::redirect_error(asio::use_awaitable, error));
}

asio::awaitable<void> refuse(beast::tcp_stream& stream, error_code read_error,
                             const WebContext& web) {
  auto answer = complaint(read_error);
  if (!answer) co_return;
  error_code error;
  auto response = response_of(std::move(*answer), false, false);
  stream.expires_after(web.limits.idle);
  co_await http::async_write(stream, response, asio::redirect_error(asio::use_awaitable, error));
  if (!error) co_await drain(stream);
}

asio::awaitable<error_code> read(beast::tcp_stream& stream, beast::flat_buffer& buffer,
                                 Request& request, const WebLimits& limits) {
  http::request_parser<http::string_body> parser;
  parser.header_limit(limits.header_bytes);
  parser.body_limit(limits.body_bytes);
  stream.expires_after(limits.idle);
  error_code error;
  co_await http::async_read(stream, buffer, parser,
                            asio::redirect_error(asio::use_awaitable, error));
  if (!error) request = parser.release();
  co_return error;
}

asio::awaitable<Answer> record_answer(RecordAnswer wanted, const WebContext& web) {
  const Question<Answer> question =
      [make = std::move(wanted.make)](const EventStore& store) -> Result<Answer> {
    try {
      return make(store);
    } catch (const std::exception& error) {
      return problem(500, error.what());
    }
  };
  auto answer = co_await consult(*web.service.record(), web.door, question);
  if (!answer) co_return problem(503, answer.error().message);
  co_return std::move(*answer);
}

/// Of what has one length; a video or an export has only its head here.
asio::awaitable<Answer> whole_answer(Routed routed, const WebContext& web) {
  if (auto* picture = std::get_if<PictureAnswer>(&routed)) {
    if (picture->video) co_return Answer{.type = std::string(mjpeg_type)};
    co_return co_await frame_answer(std::move(*picture), web);
  }
  if (auto* record = std::get_if<RecordAnswer>(&routed))
    co_return co_await record_answer(std::move(*record), web);
  if (auto* change = std::get_if<ChangeAnswer>(&routed))
    co_return co_await from_elsewhere<Answer>(web.door, std::move(change->start));
  if (const auto* rows = std::get_if<ExportAnswer>(&routed))
    co_return Answer{.type = std::string(rows->type)};
  if (std::holds_alternative<NewsAnswer>(routed)) co_return Answer{.type = "text/event-stream"};
  co_return std::get<Answer>(std::move(routed));
}

/// Answers in which the connection is used up. False: this one is none of them.
asio::awaitable<bool> serve_to_the_end(beast::tcp_stream& stream, Routed& routed, Request& request,
                                       WebContext& web) {
  if (std::holds_alternative<LiveAnswer>(routed)) {
    co_await serve_live(stream.release_socket(), std::move(request), web);
    co_return true;
  }
  if (request.method() != http::verb::get) co_return false;
  auto* picture = std::get_if<PictureAnswer>(&routed);
  if (picture != nullptr && picture->video) {
    co_await serve_mjpeg(std::move(stream), std::move(*picture), web);
    co_return true;
  }
  std::optional<Answer> failed;
  if (auto* news = std::get_if<NewsAnswer>(&routed))
    failed = co_await serve_news(stream, std::move(*news), web);
  else if (auto* rows = std::get_if<ExportAnswer>(&routed))
    failed = co_await serve_export(stream, std::move(*rows), request.version() >= 11, web);
  else
    co_return false;
  if (!failed) co_return true;
  routed = std::move(*failed);
  co_return false;
}

}  // namespace

asio::awaitable<void> serve_connection(asio::ip::tcp::socket socket, WebContext& web) {
  const Counted counted(web.connections);
  beast::tcp_stream stream(std::move(socket));
  beast::flat_buffer buffer;
  for (bool keep = true; keep;) {
    Request request;
    const error_code error = co_await read(stream, buffer, request, web.limits);
    if (error) {
      co_await refuse(stream, error, web);
      break;
    }
    Routed routed = route(understood(request), web.service, web.hosts);
    std::optional<Counted> change;
    if (std::holds_alternative<ChangeAnswer>(routed)) change.emplace(web.changes);
    if (co_await serve_to_the_end(stream, routed, request, web)) co_return;
    auto answer = co_await whole_answer(std::move(routed), web);
    keep = co_await send(stream, std::move(answer), request, web);
  }
  error_code ignored;
  stream.socket().shutdown(asio::ip::tcp::socket::shutdown_send, ignored);
}

}  // namespace trigo
