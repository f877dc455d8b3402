#pragma once

#include <memory>
#include <string>
#include <string_view>

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include "web/session.hpp"

namespace trigo {

/// A connection on which from now on only we speak, until it is closed. Bound to the web thread.
class OneWay : public std::enable_shared_from_this<OneWay> {
 public:
  /// `unsent_bytes` > 0: no more than so much lies in this machine's buffers.
  static std::shared_ptr<OneWay> begin(beast::tcp_stream stream, int unsent_bytes = 0);

  /// The other side has left, or takes nothing any more.
  bool gone() const { return gone_; }
  /// Rings when the other side leaves, too.
  const std::shared_ptr<Bell>& bell() const { return bell_; }

  /// The head of an answer whose length is not known; `more`: header lines, each with its end.
  asio::awaitable<void> write_head(std::string_view type, std::string_view more, Duration limit);
  /// All of `buffers`; no progress for `limit`: gone.
  template <typename Buffers>
  asio::awaitable<void> write(const Buffers& buffers, Duration limit);
  void close();

 private:
  explicit OneWay(beast::tcp_stream stream);
  static asio::awaitable<void> notice_leaving(std::shared_ptr<OneWay> self);

  beast::tcp_stream stream_;
  std::shared_ptr<Bell> bell_;
  bool gone_ = false;
};

template <typename Buffers>
asio::awaitable<void> OneWay::write(const Buffers& buffers, Duration limit) {
  boost::system::error_code error;
  stream_.expires_after(limit);
  co_await asio::async_write(stream_, buffers, asio::redirect_error(asio::use_awaitable, error));
  if (error) gone_ = true;
}

}  // namespace trigo
