#pragma once

#include <deque>
#include <map>
#include <memory>
#include <string>

#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/websocket/stream.hpp>

#include "web/live_protocol.hpp"
#include "web/session.hpp"

namespace trigo {

/// One WebSocket of live pictures: which streams it watches, what it was sent and has not yet
/// acknowledged. Bound to the web thread.
class LiveSession : public std::enable_shared_from_this<LiveSession> {
 public:
  LiveSession(asio::ip::tcp::socket socket, WebContext& web);

  /// Accepts the handshake in `request` and serves until one side ends it.
  asio::awaitable<void> run(Request request);

 private:
  struct Sent {
    std::int64_t epoch;
    std::int64_t sequence;
    Instant since;
  };

  /// One stream as this socket sees it.
  struct Watch {
    std::shared_ptr<LiveStream> stream;
    View view = View::wall;
    JpegOptions options;
    std::shared_ptr<const LivePicture> asked;  // The newest that was given to the encoder.
    std::size_t on_the_way = 0;                // Being encoded, or in messages_.
    std::deque<Sent> unacknowledged;           // Oldest first.
    Wakes::Subscription subscription;
  };

  /// A picture, or text if there is no JPEG.
  struct Message {
    std::string text;
    std::weak_ptr<Watch> watch;
    std::shared_ptr<const LivePicture> picture;
    Jpeg jpeg;
    Size size;
  };

  asio::awaitable<bool> accept(const Request& request);
  asio::awaitable<void> listen();
  asio::awaitable<void> drop_when_stuck();
  asio::awaitable<void> send(Message message);
  asio::awaitable<void> write(std::string_view first, std::string_view second);
  asio::awaitable<void> send_picture(const Message& message, Watch& watch);

  void hear(const std::string& text);
  void replace_watches(const std::vector<LiveWish>& wishes);
  std::shared_ptr<Watch> begin_watch(const LiveWish& wish);
  void acknowledge(const LiveAck& ack);
  void advance(const std::shared_ptr<Watch>& watch);
  void encode_next(const std::shared_ptr<Watch>& watch, std::shared_ptr<const LivePicture> next);
  void encoded(const std::shared_ptr<Watch>& watch, std::shared_ptr<const LivePicture> picture,
               Size size, const Result<Jpeg>& jpeg);
  void say(std::string text);
  bool stuck(Instant now) const;
  void drop();

  WebContext& web_;
  beast::websocket::stream<beast::tcp_stream, false> socket_;  // JPEG does not compress.
  Bell work_;      // For run(): there is a message, or it is over.
  Bell watchdog_;  // For drop_when_stuck(): it is over.
  bool over_ = false;
  Instant last_ack_{};
  std::map<std::string, std::shared_ptr<Watch>> watches_;
  std::deque<Message> messages_;
};

}  // namespace trigo
