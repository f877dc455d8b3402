#pragma once

#include <functional>
#include <memory>
#include <mutex>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include "base/wakes.hpp"
#include "live/jpeg.hpp"

namespace trigo {

namespace asio = boost::asio;

/// The way from other threads to the web thread. Thread-safe; held by shared_ptr, for those threads
/// may come when the server is gone.
class Door {
 public:
  /// shut() comes before the end of `context`.
  explicit Door(asio::io_context& context) : context_(&context) {}

  /// Runs `task` on the web thread, or never if the door is shut. It may also be destroyed unrun,
  /// so it owns nothing of the web thread: weak_ptr only.
  void post(std::function<void()> task);
  void shut();

 private:
  std::mutex mutex_;  // Guards context_.
  asio::io_context* context_;
};

/// What one coroutine of the web thread waits for. Bound to that thread.
class Bell {
 public:
  explicit Bell(const asio::any_io_executor& executor) : timer_(executor) {}

  void ring();
  /// Until it is rung, or was since the last wait.
  asio::awaitable<void> wait();
  /// The same, but no longer than until `deadline`.
  asio::awaitable<void> wait_until(Instant deadline);

 private:
  asio::steady_timer timer_;
  bool rung_ = false;
};

/// A function for Wakes::subscribe() that rings `bell` on the web thread; wakes that come
/// faster than the web thread hears them count as one.
Wakes::Wake ring_from_anywhere(std::shared_ptr<Door> door, std::weak_ptr<Bell> bell);

/// Waits for the pool, which encodes on its own threads.
asio::awaitable<Result<Jpeg>> encode(JpegPool& pool, std::shared_ptr<Door> door,
                                     std::shared_ptr<const LivePicture> picture,
                                     JpegOptions options);

}  // namespace trigo
