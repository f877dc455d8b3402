#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <optional>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>

#include "base/wakes.hpp"
#include "events/event_reader.hpp"
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

/// Waits for what another thread makes. `start` is called at once with the function to which it is
/// to be given, once, from any thread; neither may hold on to what the coroutine has.
template <typename T>
asio::awaitable<T> from_elsewhere(std::shared_ptr<Door> door,
                                  std::function<void(std::function<void(T)>)> start) {
  struct Expected {
    explicit Expected(const asio::any_io_executor& executor) : arrival(executor) {}
    Bell arrival;
    std::optional<T> value;
  };
  const auto expected = std::make_shared<Expected>(co_await asio::this_coro::executor);
  start([door, weak = std::weak_ptr(expected)](T value) {
    door->post([weak, value = std::move(value)] {
      const auto there = weak.lock();
      if (!there) return;
      there->value = value;
      there->arrival.ring();
    });
  });
  while (!expected->value) co_await expected->arrival.wait();
  co_return std::move(*expected->value);
}

/// Called on another thread; owns what it needs.
template <typename T>
using Question = std::function<Result<T>(const EventStore&)>;

/// Waits for what the record says. Errors: those of the question, and of the reader. (GCC 12
/// destroys a lambda twice that becomes a function within a co_await: give it a name first.)
template <typename T>
asio::awaitable<Result<T>> consult(EventReader& reader, std::shared_ptr<Door> door,
                                   Question<T> question) {
  return from_elsewhere<Result<T>>(std::move(door), [&reader, question = std::move(question)](
                                                        std::function<void(Result<T>)> done) {
    reader.ask([question, done = std::move(done)](const Result<const EventStore*>& store) {
      if (store)
        done(question(**store));
      else
        done(fail(store.error().kind, store.error().message));
    });
  });
}

/// Waits for the pool, which encodes on its own threads.
asio::awaitable<Result<Jpeg>> encode(JpegPool& pool, std::shared_ptr<Door> door,
                                     std::shared_ptr<const LivePicture> picture,
                                     JpegOptions options);

}  // namespace trigo
