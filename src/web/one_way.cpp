#include "web/one_way.hpp"

#include <array>
#include <utility>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <fmt/format.h>
#include <netinet/tcp.h>

namespace trigo {

using boost::system::error_code;

OneWay::OneWay(beast::tcp_stream stream)
    : stream_(std::move(stream)), bell_(std::make_shared<Bell>(stream_.get_executor())) {}

std::shared_ptr<OneWay> OneWay::begin(beast::tcp_stream stream, int unsent_bytes) {
  struct Open : OneWay {  // make_shared needs a public constructor.
    explicit Open(beast::tcp_stream taken) : OneWay(std::move(taken)) {}
  };
  const std::shared_ptr<OneWay> begun = std::make_shared<Open>(std::move(stream));
  auto& socket = begun->stream_.socket();
  error_code ignored;
  using NotSentLowAt = asio::detail::socket_option::integer<IPPROTO_TCP, TCP_NOTSENT_LOWAT>;
  if (unsent_bytes > 0) socket.set_option(NotSentLowAt(unsent_bytes), ignored);
  socket.set_option(asio::ip::tcp::no_delay(true), ignored);
  socket.non_blocking(true, ignored);
  asio::co_spawn(begun->stream_.get_executor(), notice_leaving(begun), asio::detached);
  return begun;
}

/// The other side has nothing more to say; this waits for it to leave, which one to whom nothing is
/// sent would not notice.
asio::awaitable<void> OneWay::notice_leaving(std::shared_ptr<OneWay> self) {
  auto& socket = self->stream_.socket();
  std::array<char, 1024> unwanted{};
  error_code error;
  while (!error) {
    // Not a read of the stream: that would be under the deadline of the writes.
    co_await socket.async_wait(asio::ip::tcp::socket::wait_read,
                               asio::redirect_error(asio::use_awaitable, error));
    if (!error) socket.read_some(asio::buffer(unwanted), error);
    if (error == asio::error::would_block) error.clear();
  }
  self->gone_ = true;
  self->bell_->ring();
}

asio::awaitable<void> OneWay::write_head(std::string_view type, std::string_view more,
                                         Duration limit) {
  std::string text = fmt::format(
      "HTTP/1.1 200 OK\r\nContent-Type: {}\r\nCache-Control: no-store\r\nConnection: close\r\n{}",
      type, more);
  for (const auto& [name, value] : security_headers) text += fmt::format("{}: {}\r\n", name, value);
  text += "\r\n";
  co_await write(asio::buffer(text), limit);
}

void OneWay::close() {
  error_code ignored;
  stream_.socket().shutdown(asio::ip::tcp::socket::shutdown_send, ignored);
  stream_.close();
}

}  // namespace trigo
