#include "base/wakes.hpp"

#include <utility>
#include <vector>

namespace trigo {

Wakes::Subscription::Subscription(Subscription&& other) noexcept
    : list_(std::exchange(other.list_, {})), key_(std::exchange(other.key_, 0)) {}

Wakes::Subscription& Wakes::Subscription::operator=(Subscription&& other) noexcept {
  if (this == &other) return *this;
  // Ends what this one was before, at the end of this scope.
  const Subscription ended(std::move(*this));
  list_ = std::exchange(other.list_, {});
  key_ = std::exchange(other.key_, 0);
  return *this;
}

Wakes::Subscription::~Subscription() {
  const auto list = list_.lock();
  if (!list) return;
  std::shared_ptr<const Wake> ended;  // Destroyed after the lock: its captures may be anything.
  std::lock_guard lock(list->mutex);
  const auto found = list->wakes.find(key_);
  if (found == list->wakes.end()) return;
  ended = std::move(found->second);
  list->wakes.erase(found);
}

Wakes::Subscription Wakes::subscribe(Wake wake) const {
  auto shared = std::make_shared<const Wake>(std::move(wake));
  Subscription subscription;
  std::lock_guard lock(list_->mutex);
  subscription.key_ = list_->next_key++;
  subscription.list_ = list_;
  list_->wakes.emplace(subscription.key_, std::move(shared));
  return subscription;
}

void Wakes::wake_all() const {
  std::vector<std::shared_ptr<const Wake>> wakes;
  {
    std::lock_guard lock(list_->mutex);
    wakes.reserve(list_->wakes.size());
    for (const auto& [key, wake] : list_->wakes) wakes.push_back(wake);
  }
  for (const auto& wake : wakes) (*wake)();
}

int Wakes::count() const {
  std::lock_guard lock(list_->mutex);
  return static_cast<int>(list_->wakes.size());
}

}  // namespace trigo
