#include "bench/viewers.hpp"

#include <atomic>
#include <charconv>
#include <deque>
#include <exception>
#include <mutex>
#include <thread>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/buffers_to_string.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/websocket.hpp>
#include <fmt/format.h>

#include "base/log.hpp"
#include "bench/arrivals.hpp"
#include "metrics/samples.hpp"

namespace trigo {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace websocket = beast::websocket;
using asio::use_awaitable;
using asio::ip::tcp;

constexpr std::size_t ages_limit = 10'000'000;
constexpr std::size_t head_bytes = 4;  // The length of a picture's header, lowest byte first.

/// "http://127.0.0.1:PORT/"
tcp::endpoint endpoint_of(const std::string& url) {
  std::uint16_t port = 0;
  const auto colon = url.rfind(':');
  std::from_chars(url.data() + colon + 1, url.data() + url.size(), port);
  return {asio::ip::address_v4::loopback(), port};
}

/// The number after `name` in the head of a part; 0 if it is not there.
double number_after(std::string_view head, std::string_view name) {
  double number = 0;
  if (const auto at = head.find(name); at != head.npos) {
    const auto digits = head.substr(at + name.size());
    std::from_chars(digits.data(), digits.data() + digits.size(), number);
  }
  return number;
}

}  // namespace

struct Viewers::State {
  struct Watched {
    std::string stream;
    std::unique_ptr<Arrivals> arrivals;
  };

  State(const ViewerPlan& wanted, const std::string& url, const Clock& time)
      : plan(wanted), server(endpoint_of(url)), clock(time) {}
  ~State() {
    context.stop();
    if (thread.joinable()) thread.join();
  }

  asio::awaitable<void> watch(const Watched& watched);
  asio::awaitable<void> watch_websocket(const Watched& watched, tcp::socket connected);
  asio::awaitable<void> watch_mjpeg(const Watched& watched, tcp::socket socket);
  void received(const Watched& watched, double media_time_s, std::size_t bytes);
  void note_end(const std::string& stream, std::exception_ptr why);

  const ViewerPlan plan;
  const tcp::endpoint server;
  const Clock& clock;
  std::deque<Watched> watched_streams;  // Coroutines hold references.
  int viewers = 0;
  std::atomic<bool> recording = false;
  std::atomic<std::int64_t> pictures = 0;
  std::atomic<std::int64_t> bytes_received = 0;
  RecentValues ages_ms{ages_limit};
  mutable std::mutex mutex;  // Guards failure.
  std::optional<std::string> failure;
  asio::io_context context{1};
  std::jthread thread;
};

asio::awaitable<void> Viewers::State::watch(const Watched& watched) {
  tcp::socket socket(context);
  co_await socket.async_connect(server, use_awaitable);
  socket.set_option(tcp::no_delay(true));
  if (plan.kind == ViewerKind::websocket)
    co_await watch_websocket(watched, std::move(socket));
  else
    co_await watch_mjpeg(watched, std::move(socket));
}

asio::awaitable<void> Viewers::State::watch_websocket(const Watched& watched,
                                                      tcp::socket connected) {
  websocket::stream<tcp::socket> socket(std::move(connected));
  socket.set_option(websocket::stream_base::decorator([](websocket::request_type& request) {
    request.set(beast::http::field::sec_websocket_protocol, "trigo.live.v1");
  }));
  const std::string host = fmt::format("127.0.0.1:{}", server.port());
  co_await socket.async_handshake(host, "/api/v1/live", use_awaitable);
  socket.text(true);
  const std::string wish =
      fmt::format(R"({{"watch":[{{"stream":"{}","width":{}}}]}})", watched.stream, plan.width);
  co_await socket.async_write(asio::buffer(wish), use_awaitable);
  beast::flat_buffer buffer;
  while (true) {
    buffer.clear();
    const std::size_t size = co_await socket.async_read(buffer, use_awaitable);
    const std::string_view message(static_cast<const char*>(buffer.data().data()), size);
    if (!socket.got_binary() || size < head_bytes)
      throw std::runtime_error(fmt::format("the server says {}", message));
    std::size_t length = 0;
    for (std::size_t i = 0; i < head_bytes; ++i)
      length |= std::size_t{static_cast<unsigned char>(message[i])} << (8 * i);
    const auto header = nlohmann::json::parse(message.substr(head_bytes, length));
    received(watched, header.at("media_time"), size);
    const std::string ack =
        fmt::format(R"({{"ack":{{"stream":"{}","epoch":{},"seq":{}}}}})", watched.stream,
                    header.at("epoch").get<std::int64_t>(), header.at("seq").get<std::int64_t>());
    co_await socket.async_write(asio::buffer(ack), use_awaitable);
  }
}

asio::awaitable<void> Viewers::State::watch_mjpeg(const Watched& watched, tcp::socket socket) {
  const std::string request = fmt::format(
      "GET /api/v1/streams/{}/video.mjpeg?width={} HTTP/1.1\r\nHost: 127.0.0.1:{}\r\n\r\n",
      watched.stream, plan.width, server.port());
  co_await asio::async_write(socket, asio::buffer(request), use_awaitable);
  std::string text;
  const auto read_head = [&]() -> asio::awaitable<std::string> {
    const std::size_t size = co_await asio::async_read_until(socket, asio::dynamic_buffer(text),
                                                             "\r\n\r\n", use_awaitable);
    std::string head = text.substr(0, size);
    text.erase(0, size);
    co_return head;
  };
  const std::string answer = co_await read_head();
  if (!answer.starts_with("HTTP/1.1 200 "))
    throw std::runtime_error("the server says " + answer.substr(0, answer.find('\r')));
  while (true) {
    const std::string head = co_await read_head();
    // The picture and the line's end behind it.
    const auto size = static_cast<std::size_t>(number_after(head, "Content-Length: ")) + 2;
    if (text.size() < size)
      co_await asio::async_read(socket, asio::dynamic_buffer(text),
                                asio::transfer_exactly(size - text.size()), use_awaitable);
    text.erase(0, size);
    received(watched, number_after(head, "X-Media-Time: "), size);
  }
}

void Viewers::State::received(const Watched& watched, double media_time_s, std::size_t bytes) {
  if (!recording) return;
  ++pictures;
  bytes_received += static_cast<std::int64_t>(bytes);
  if (const auto arrival = watched.arrivals->of(media_time_s))
    ages_ms.add(to_seconds(clock.now() - *arrival) * 1000);
}

void Viewers::State::note_end(const std::string& stream, std::exception_ptr why) {
  std::string reason = "it ended";
  try {
    if (why) std::rethrow_exception(why);
  } catch (const std::exception& error) {
    reason = error.what();
  }
  std::lock_guard lock(mutex);
  if (!failure)
    failure = fmt::format("a viewer of stream {} lost its connection: {}", stream, reason);
}

Viewers::Viewers(const ViewerPlan& plan, const std::string& url,
                 const std::vector<std::string>& streams, const LiveBoard& live, const Clock& clock)
    : state_(std::make_unique<State>(plan, url, clock)) {
  State& state = *state_;
  for (const std::string& stream : streams) {
    const auto found = live.find(stream);
    if (!found) continue;
    auto& watched = state.watched_streams.emplace_back(
        State::Watched{stream, std::make_unique<Arrivals>(found)});
    for (int i = 0; i < plan.per_stream; ++i) {
      ++state.viewers;
      asio::co_spawn(state.context, state.watch(watched),
                     [&state, stream](std::exception_ptr why) { state.note_end(stream, why); });
    }
  }
  state.thread = std::jthread([&state] {
    name_this_thread("viewers");
    state.context.run();
  });
}

Viewers::~Viewers() = default;

void Viewers::record(bool on) {
  state_->recording = on;
}

ViewerFigures Viewers::figures() const {
  const auto age = [&](double p) { return state_->ages_ms.percentile(p); };
  return {
      state_->viewers, state_->pictures, state_->bytes_received, {age(0.5), age(0.95), age(0.99)}};
}

std::optional<std::string> Viewers::failure() const {
  std::lock_guard lock(state_->mutex);
  return state_->failure;
}

}  // namespace trigo
