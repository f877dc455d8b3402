#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>

namespace trigo {

/// Those who want to be woken when there is something new. Copies are one list. Thread-safe.
class Wakes {
 public:
  using Wake = std::function<void()>;

 private:
  struct List {
    std::mutex mutex;  // Guards the rest.
    std::uint64_t next_key = 1;
    std::map<std::uint64_t, std::shared_ptr<const Wake>> wakes;
  };

 public:
  /// Ends when destroyed, which may be after the Wakes. The function may still be running then.
  class Subscription {
   public:
    Subscription() = default;
    Subscription(Subscription&& other) noexcept;
    Subscription& operator=(Subscription&& other) noexcept;
    ~Subscription();

   private:
    friend class Wakes;
    std::weak_ptr<List> list_;
    std::uint64_t key_ = 0;
  };

  /// `wake` is called by wake_all(), on its thread: it must be quick and must not block. It may
  /// subscribe, end subscriptions and wake others.
  Subscription subscribe(Wake wake) const;
  /// Without a lock held.
  void wake_all() const;
  /// Subscriptions now.
  int count() const;

 private:
  std::shared_ptr<List> list_ = std::make_shared<List>();
};

}  // namespace trigo
