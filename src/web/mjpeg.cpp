#include <array>
#include <string>

#include <boost/asio/buffer.hpp>
#include <fmt/format.h>

#include "web/one_way.hpp"

namespace trigo {
namespace {

// What a slow viewer sees shall be a picture or two old and not a few seconds: the next picture is
// chosen when the last one has left. (What its own machine has buffered is out of our hands.)
constexpr int most_unsent_bytes = 16 * 1024;

asio::awaitable<void> write_picture(OneWay& viewer, const LivePicture& picture, const Jpeg& jpeg,
                                    Duration limit) {
  const std::string part = fmt::format(
      "--{}\r\nContent-Type: image/jpeg\r\nContent-Length: {}\r\nX-Media-Time: {:.3f}\r\n"
      "X-View: {}\r\n\r\n",
      mjpeg_boundary, jpeg->size(), picture.frame.media_time_s, to_string(picture.view));
  const std::array<asio::const_buffer, 3> buffers{asio::buffer(part), asio::buffer(*jpeg),
                                                  asio::buffer("\r\n", 2)};
  co_await viewer.write(buffers, limit);
}

asio::awaitable<void> play(OneWay& viewer, const PictureAnswer& wanted, const WebContext& web) {
  co_await viewer.write_head(mjpeg_type, "", web.limits.unread);
  std::shared_ptr<const LivePicture> shown;
  while (!viewer.gone()) {
    // In this order: a picture published just before the end is still shown.
    const bool closed = wanted.stream->closed();
    auto newest = wanted.stream->newest();
    if (!newest || newest == shown) {
      if (closed) break;
      co_await viewer.bell()->wait();
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
  if (!viewer.gone()) co_await viewer.write(asio::buffer(end), web.limits.unread);
}

}  // namespace

asio::awaitable<void> serve_mjpeg(beast::tcp_stream stream, PictureAnswer answer, WebContext& web) {
  const auto viewer = OneWay::begin(std::move(stream), most_unsent_bytes);
  const auto subscription = answer.stream->subscribe(ring_from_anywhere(web.door, viewer->bell()));
  co_await play(*viewer, answer, web);
  viewer->close();
}

}  // namespace trigo
