#include "web/wake.hpp"

#include <atomic>

#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace trigo {

void Door::post(std::function<void()> task) {
  std::lock_guard lock(mutex_);
  if (context_ != nullptr) asio::post(*context_, std::move(task));
}

void Door::shut() {
  std::lock_guard lock(mutex_);
  context_ = nullptr;
}

void Bell::ring() {
  rung_ = true;
  timer_.cancel();
}

asio::awaitable<void> Bell::wait() {
  return wait_until(Instant::max());
}

asio::awaitable<void> Bell::wait_until(Instant deadline) {
  if (!rung_) {
    boost::system::error_code cancelled;
    timer_.expires_at(deadline);
    co_await timer_.async_wait(asio::redirect_error(asio::use_awaitable, cancelled));
  }
  rung_ = false;
}

Wakes::Wake ring_from_anywhere(std::shared_ptr<Door> door, std::weak_ptr<Bell> bell) {
  auto under_way = std::make_shared<std::atomic<bool>>(false);
  return [door = std::move(door), bell = std::move(bell), under_way = std::move(under_way)] {
    if (under_way->exchange(true)) return;
    door->post([bell, under_way] {
      under_way->store(false);
      if (const auto there = bell.lock()) there->ring();
    });
  };
}

asio::awaitable<Result<Jpeg>> encode(JpegPool& pool, std::shared_ptr<Door> door,
                                     std::shared_ptr<const LivePicture> picture,
                                     JpegOptions options) {
  return from_elsewhere<Result<Jpeg>>(
      std::move(door), [&pool, picture = std::move(picture), options](JpegPool::Done done) {
        pool.encode(picture, options, std::move(done));
      });
}

}  // namespace trigo
