#include "web/live_session.hpp"

#include <algorithm>
#include <array>
#include <atomic>

#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/buffers_to_string.hpp>
#include <boost/beast/websocket/rfc6455.hpp>
#include <fmt/format.h>

namespace trigo {
namespace {

using boost::system::error_code;
namespace websocket = boost::beast::websocket;

constexpr std::chrono::seconds handshake_limit(10);
constexpr std::size_t text_limit = 64;  // Texts that wait for a client that does not read.
constexpr std::size_t name_limit = 64;  // Of a stream; longer ones are not repeated in errors.

/// Beast's answer to a handshake, made like all of ours.
void complete(websocket::response_type& response) {
  for (const auto& [name, value] : security_headers) response.set(name, value);
  if (response.result() == http::status::switching_protocols)
    return response.set(http::field::sec_websocket_protocol, live_protocol);
  const auto status = static_cast<int>(response.result_int());
  const Answer refusal = problem(status, "no WebSocket: " + response.body());
  response.set(http::field::content_type, refusal.type);
  response.body() = refusal.body;
  response.prepare_payload();
}

}  // namespace

LiveSession::LiveSession(asio::ip::tcp::socket socket, WebContext& web)
    : web_(web),
      socket_(std::move(socket)),
      work_(socket_.get_executor()),
      watchdog_(socket_.get_executor()) {}

asio::awaitable<void> LiveSession::run(Request request) {
  if (!co_await accept(request)) co_return;
  const auto self = shared_from_this();
  asio::co_spawn(
      socket_.get_executor(), [self] { return self->listen(); }, asio::detached);
  asio::co_spawn(
      socket_.get_executor(), [self] { return self->drop_when_stuck(); }, asio::detached);
  while (!over_) {
    if (messages_.empty()) {
      co_await work_.wait();
      continue;
    }
    Message message = std::move(messages_.front());
    messages_.pop_front();
    co_await send(std::move(message));
  }
  watches_.clear();
  messages_.clear();
}

asio::awaitable<bool> LiveSession::accept(const Request& request) {
  // The WebSocket has time limits of its own: it pings when nothing was heard for half of `idle`.
  beast::get_lowest_layer(socket_).expires_never();
  websocket::stream_base::timeout timeout{};
  timeout.handshake_timeout = handshake_limit;
  timeout.idle_timeout = web_.limits.idle;
  timeout.keep_alive_pings = true;
  socket_.set_option(timeout);
  socket_.set_option(websocket::stream_base::decorator(complete));
  socket_.read_message_max(web_.limits.message_bytes);
  socket_.auto_fragment(false);  // A picture is one frame, and is not copied.
  error_code error;
  beast::get_lowest_layer(socket_).socket().set_option(asio::ip::tcp::no_delay(true), error);
  co_await socket_.async_accept(request, asio::redirect_error(asio::use_awaitable, error));
  last_ack_ = std::chrono::steady_clock::now();
  co_return !error;
}

asio::awaitable<void> LiveSession::listen() {
  beast::flat_buffer buffer;
  while (!over_) {
    error_code error;
    co_await socket_.async_read(buffer, asio::redirect_error(asio::use_awaitable, error));
    if (error) break;
    if (socket_.got_text())
      hear(beast::buffers_to_string(buffer.data()));
    else
      say(live_error({}, "a message is text, one JSON object"));
    buffer.consume(buffer.size());
  }
  drop();
}

asio::awaitable<void> LiveSession::drop_when_stuck() {
  while (!over_) {
    const Instant now = std::chrono::steady_clock::now();
    if (stuck(now)) {
      drop();
      break;
    }
    co_await watchdog_.wait_until(now + web_.limits.unread / 8);
  }
}

/// Something is owed for too long, and nothing else was acknowledged meanwhile either.
bool LiveSession::stuck(Instant now) const {
  const Instant oldest_allowed = now - web_.limits.unread;
  if (last_ack_ > oldest_allowed) return false;
  return std::any_of(watches_.begin(), watches_.end(), [&](const auto& entry) {
    const auto& owed = entry.second->unacknowledged;
    return !owed.empty() && owed.front().since < oldest_allowed;
  });
}

void LiveSession::drop() {
  over_ = true;
  beast::get_lowest_layer(socket_).close();
  work_.ring();
  watchdog_.ring();
}

void LiveSession::hear(const std::string& text) {
  const auto message = parse_live_message(text, web_.service.jpeg_quality());
  if (!message) return say(live_error({}, message.error().message));
  if (message->watch) replace_watches(*message->watch);
  if (message->ack) acknowledge(*message->ack);
}

void LiveSession::replace_watches(const std::vector<LiveWish>& wishes) {
  if (wishes.size() > web_.limits.streams_per_socket)
    return say(live_error(
        {}, fmt::format("one socket watches at most {} streams", web_.limits.streams_per_socket)));
  auto before = std::exchange(watches_, {});
  for (const LiveWish& wish : wishes) {
    std::shared_ptr<Watch> watch;
    const auto known = before.find(wish.stream);
    if (known != before.end() && known->second->view == wish.view &&
        !known->second->stream->closed()) {
      watch = known->second;
      watch->options = wish.options;
    } else {
      watch = begin_watch(wish);
    }
    if (!watch) continue;
    watches_.insert_or_assign(wish.stream, watch);
    advance(watch);
  }
  before.clear();  // Pictures of streams watched no more are not sent; they would only pile up.
  std::erase_if(messages_,
                [](const Message& message) { return message.jpeg && message.watch.expired(); });
}

std::shared_ptr<LiveSession::Watch> LiveSession::begin_watch(const LiveWish& wish) {
  auto stream = web_.service.live().find(wish.stream, wish.view);
  if (!stream) {
    const std::string shown = wish.stream.substr(0, name_limit);
    say(live_error(shown, fmt::format("there is no stream \"{}\"", shown)));
    return nullptr;
  }
  auto watch = std::make_shared<Watch>();
  watch->stream = std::move(stream);
  watch->view = wish.view;
  watch->options = wish.options;
  watch->subscription = watch->stream->subscribe(
      [door = web_.door, self = weak_from_this(), weak = std::weak_ptr(watch),
       under_way = std::make_shared<std::atomic<bool>>(false)] {
        if (under_way->exchange(true)) return;
        door->post([self, weak, under_way] {
          under_way->store(false);
          const auto session = self.lock();
          const auto there = weak.lock();
          if (session && there) session->advance(there);
        });
      });
  return watch;
}

void LiveSession::acknowledge(const LiveAck& ack) {
  const auto found = watches_.find(ack.stream);
  if (found == watches_.end()) return;  // Not watched any more: it may have crossed on the way.
  auto& owed = found->second->unacknowledged;
  const auto place = std::find_if(owed.begin(), owed.end(), [&](const Sent& sent) {
    return sent.epoch == ack.epoch && sent.sequence == ack.sequence;
  });
  if (place == owed.end()) return;
  owed.erase(owed.begin(), place + 1);
  last_ack_ = std::chrono::steady_clock::now();
  advance(found->second);
}

/// Takes the newest picture if the client has room for one, and tells it of the stream's end.
void LiveSession::advance(const std::shared_ptr<Watch>& watch) {
  const auto found = watches_.find(watch->stream->name());
  if (over_ || found == watches_.end() || found->second != watch) return;
  const bool closed = watch->stream->closed();
  const auto newest = watch->stream->newest();
  const std::size_t owed = watch->on_the_way + watch->unacknowledged.size();
  const bool is_new = newest && newest != watch->asked;
  // One at a time is encoded, so that pictures stay in order.
  if (is_new && watch->on_the_way == 0 && owed < web_.limits.unacknowledged_per_stream)
    encode_next(watch, newest);
  if (!closed) return;
  say(live_closed(watch->stream->name()));
  watches_.erase(found);
}

void LiveSession::encode_next(const std::shared_ptr<Watch>& watch,
                              std::shared_ptr<const LivePicture> next) {
  watch->asked = next;
  ++watch->on_the_way;
  const Size size = jpeg_size(next->frame.picture.size(), watch->options);
  web_.service.jpegs().encode(next, watch->options,
                              [door = web_.door, self = weak_from_this(),
                               weak = std::weak_ptr(watch), next, size](Result<Jpeg> jpeg) {
                                door->post([self, weak, next, size, jpeg = std::move(jpeg)] {
                                  const auto session = self.lock();
                                  const auto there = weak.lock();
                                  if (session && there) session->encoded(there, next, size, jpeg);
                                });
                              });
}

void LiveSession::encoded(const std::shared_ptr<Watch>& watch,
                          std::shared_ptr<const LivePicture> picture, Size size,
                          const Result<Jpeg>& jpeg) {
  if (!jpeg) {
    --watch->on_the_way;
    if (jpeg.error().kind != ErrorKind::cancelled) advance(watch);
    return;
  }
  messages_.push_back({{}, watch, std::move(picture), *jpeg, size});
  work_.ring();
}

void LiveSession::say(std::string text) {
  // Who talks without listening is not served any more.
  if (messages_.size() >= text_limit + web_.limits.streams_per_socket) return drop();
  messages_.push_back({.text = std::move(text)});
  work_.ring();
}

asio::awaitable<void> LiveSession::send(Message message) {
  if (message.jpeg) {
    const auto watch = message.watch.lock();
    if (watch) co_await send_picture(message, *watch);
    co_return;
  }
  socket_.text(true);
  co_await write(message.text, {});
}

asio::awaitable<void> LiveSession::write(std::string_view first, std::string_view second) {
  const std::array<asio::const_buffer, 2> buffers{asio::buffer(first), asio::buffer(second)};
  error_code error;
  co_await socket_.async_write(buffers, asio::redirect_error(asio::use_awaitable, error));
  if (error) drop();
}

asio::awaitable<void> LiveSession::send_picture(const Message& message, Watch& watch) {
  const Frame& frame = message.picture->frame;
  const Instant now = std::chrono::steady_clock::now();
  const std::string header = live_header(watch.stream->name(), *message.picture, message.size, now);
  --watch.on_the_way;
  watch.unacknowledged.push_back({frame.epoch, frame.sequence, now});
  socket_.binary(true);
  co_await write(header, *message.jpeg);
  const auto still_watched = message.watch.lock();
  if (still_watched) advance(still_watched);
}

asio::awaitable<void> serve_live(asio::ip::tcp::socket socket, Request request, WebContext& web) {
  const auto session = std::make_shared<LiveSession>(std::move(socket), web);
  co_await session->run(std::move(request));
}

}  // namespace trigo
