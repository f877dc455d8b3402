#pragma once

#include <condition_variable>
#include <deque>
#include <mutex>
#include <optional>
#include <utility>

#include "base/check.hpp"
#include "base/clock.hpp"

namespace trigo {

/// A first-in-first-out queue with a limit. Thread-safe.
template <typename T>
class BoundedQueue {
 public:
  explicit BoundedQueue(std::size_t limit) : limit_(limit) { TRIGO_CHECK(limit > 0); }

  /// Waits for room; false (and `value` untouched) once the queue is closed.
  bool push(T& value) {
    std::unique_lock lock(mutex_);
    room_.wait(lock, [&] { return closed_ || items_.size() < limit_; });
    return add(value);
  }

  /// False (and `value` untouched) if the queue is full or closed. Never blocks.
  bool try_push(T& value) {
    std::lock_guard lock(mutex_);
    return items_.size() < limit_ && add(value);
  }

  /// Waits for a value until `deadline`, then takes all that are there. Empty: the deadline came,
  /// or the queue is closed and empty.
  std::deque<T> take_until(Instant deadline) {
    std::unique_lock lock(mutex_);
    arrival_.wait_until(lock, deadline, [&] { return closed_ || !items_.empty(); });
    room_.notify_all();
    return std::exchange(items_, {});
  }

  /// The same, but takes one only; for several takers.
  std::optional<T> take_one_until(Instant deadline) {
    std::unique_lock lock(mutex_);
    arrival_.wait_until(lock, deadline, [&] { return closed_ || !items_.empty(); });
    if (items_.empty()) return std::nullopt;
    room_.notify_one();
    std::optional<T> taken(std::move(items_.front()));
    items_.pop_front();
    return taken;
  }

  /// Takes no more values; those inside can still be taken.
  void close() {
    std::lock_guard lock(mutex_);
    closed_ = true;
    arrival_.notify_all();
    room_.notify_all();
  }

  /// Closed, and everything was taken.
  bool drained() const {
    std::lock_guard lock(mutex_);
    return closed_ && items_.empty();
  }

 private:
  bool add(T& value) {  // With mutex_ held.
    if (closed_) return false;
    items_.push_back(std::move(value));
    arrival_.notify_one();
    return true;
  }

  const std::size_t limit_;
  mutable std::mutex mutex_;  // Guards everything below.
  std::condition_variable arrival_;
  std::condition_variable room_;
  std::deque<T> items_;
  bool closed_ = false;
};

}  // namespace trigo
