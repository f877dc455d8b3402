#include <array>
#include <string>

#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <fmt/format.h>
#include <netinet/tcp.h>

#include "web/session.hpp"

namespace trigo {
namespace {

using boost::system::error_code;

// What a slow viewer sees shall be a picture or two old and not a few seconds: the next picture is
// chosen when the last one has left. (What its own machine has buffered is out of our hands.)
constexpr int most_unsent_bytes = 16 * 1024;

struct Viewer {
  explicit Viewer(beast::tcp_stream taken)
      : stream(std::move(taken)), bell(std::make_shared<Bell>(stream.get_executor())) {}

  beast::tcp_stream stream;
  std::shared_ptr<Bell> bell;
  bool gone = false;
};

/// A viewer has nothing more to say; this waits for it to leave, which a stream without new
/// pictures would not notice.
asio::awaitable<void> notice_leaving(std::shared_ptr<Viewer> viewer) {
  auto& socket = viewer->stream.socket();
  std::array<char, 1024> unwanted{};
  error_code error;
  while (!error) {
    // Not a read of the stream: that would be under the deadline of the writes.
    co_await socket.async_wait(asio::ip::tcp::socket::wait_read,
                               asio::redirect_error(asio::use_awaitable, error));
    if (!error) socket.read_some(asio::buffer(unwanted), error);
    if (error == asio::error::would_block) error.clear();
  }
  viewer->gone = true;
  viewer->bell->ring();
}

std::string head() {
  std::string text = fmt::format(
      "HTTP/1.1 200 OK\r\nContent-Type: {}\r\nCache-Control: no-store\r\nConnection: close\r\n",
      mjpeg_type);
  for (const auto& [name, value] : security_headers) text += fmt::format("{}: {}\r\n", name, value);
  return text + "\r\n";
}

template <typename Buffers>
asio::awaitable<void> write(Viewer& viewer, const Buffers& buffers, Duration limit) {
  error_code error;
  viewer.stream.expires_after(limit);
  co_await asio::async_write(viewer.stream, buffers,
                             asio::redirect_error(asio::use_awaitable, error));
  if (error) viewer.gone = true;
}

asio::awaitable<void> write_picture(Viewer& viewer, const LivePicture& picture, const Jpeg& jpeg,
                                    Duration limit) {
  const std::string part = fmt::format(
      "--{}\r\nContent-Type: image/jpeg\r\nContent-Length: {}\r\nX-Media-Time: {:.3f}\r\n\r\n",
      mjpeg_boundary, jpeg->size(), picture.frame.media_time_s);
  const std::array<asio::const_buffer, 3> buffers{asio::buffer(part), asio::buffer(*jpeg),
                                                  asio::buffer("\r\n", 2)};
  co_await write(viewer, buffers, limit);
}

asio::awaitable<void> play(Viewer& viewer, const PictureAnswer& wanted, const WebContext& web) {
  const std::string header = head();
  co_await write(viewer, asio::buffer(header), web.limits.unread);
  std::shared_ptr<const LivePicture> shown;
  while (!viewer.gone) {
    // In this order: a picture published just before the end is still shown.
    const bool closed = wanted.stream->closed();
    auto newest = wanted.stream->newest();
    if (!newest || newest == shown) {
      if (closed) break;
      co_await viewer.bell->wait();
      continue;
    }
    shown = std::move(newest);
    const auto jpeg = co_await encode(web.service.jpegs(), web.door, shown, wanted.options);
    if (jpeg) {
      co_await write_picture(viewer, *shown, *jpeg, web.limits.unread);
    } else if (jpeg.error().kind == ErrorKind::cancelled) {
      break;
    }
  }
  const std::string end = fmt::format("--{}--\r\n", mjpeg_boundary);
  if (!viewer.gone) co_await write(viewer, asio::buffer(end), web.limits.unread);
}

}  // namespace

asio::awaitable<void> serve_mjpeg(beast::tcp_stream stream, PictureAnswer answer, WebContext& web) {
  const auto viewer = std::make_shared<Viewer>(std::move(stream));
  auto& socket = viewer->stream.socket();
  error_code ignored;
  using NotSentLowAt = asio::detail::socket_option::integer<IPPROTO_TCP, TCP_NOTSENT_LOWAT>;
  socket.set_option(NotSentLowAt(most_unsent_bytes), ignored);
  socket.set_option(asio::ip::tcp::no_delay(true), ignored);
  socket.non_blocking(true, ignored);
  const auto subscription = answer.stream->subscribe(ring_from_anywhere(web.door, viewer->bell));
  asio::co_spawn(viewer->stream.get_executor(), notice_leaving(viewer), asio::detached);
  co_await play(*viewer, answer, web);
  socket.shutdown(asio::ip::tcp::socket::shutdown_send, ignored);
  viewer->stream.close();
}

}  // namespace trigo
