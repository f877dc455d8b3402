#include "live/live_stream.hpp"

#include <utility>
#include <vector>

namespace trigo {

LiveStream::Subscription::Subscription(Subscription&& other) noexcept
    : stream_(std::exchange(other.stream_, {})), key_(std::exchange(other.key_, 0)) {}

LiveStream::Subscription& LiveStream::Subscription::operator=(Subscription&& other) noexcept {
  if (this == &other) return *this;
  // Ends what this one was before, at the end of this scope.
  const Subscription ended(std::move(*this));
  stream_ = std::exchange(other.stream_, {});
  key_ = std::exchange(other.key_, 0);
  return *this;
}

LiveStream::Subscription::~Subscription() {
  if (const auto stream = stream_.lock()) stream->unsubscribe(key_);
}

std::shared_ptr<LiveStream> LiveStream::create(std::string name) {
  struct Open : LiveStream {  // make_shared needs a public constructor.
    explicit Open(std::string own_name) : LiveStream(std::move(own_name)) {}
  };
  std::shared_ptr<LiveStream> stream = std::make_shared<Open>(std::move(name));
  stream->self_ = stream;
  return stream;
}

void LiveStream::publish(std::shared_ptr<const LivePicture> picture) {
  {
    std::lock_guard lock(mutex_);
    newest_.swap(picture);
  }
  // `picture` is now the old one: its pixels are freed here, not under the lock.
  wake_all();
}

void LiveStream::close() {
  {
    std::lock_guard lock(mutex_);
    closed_ = true;
  }
  wake_all();
}

std::shared_ptr<const LivePicture> LiveStream::newest() const {
  std::lock_guard lock(mutex_);
  return newest_;
}

bool LiveStream::closed() const {
  std::lock_guard lock(mutex_);
  return closed_;
}

LiveStream::Subscription LiveStream::subscribe(Wake wake) {
  auto shared = std::make_shared<const Wake>(std::move(wake));
  Subscription subscription;
  std::lock_guard lock(mutex_);
  subscription.key_ = next_key_++;
  subscription.stream_ = self_;
  wakes_.emplace(subscription.key_, std::move(shared));
  return subscription;
}

int LiveStream::watchers() const {
  std::lock_guard lock(mutex_);
  return static_cast<int>(wakes_.size());
}

void LiveStream::unsubscribe(std::uint64_t key) {
  std::shared_ptr<const Wake> ended;  // Destroyed after the lock: its captures may be anything.
  std::lock_guard lock(mutex_);
  const auto found = wakes_.find(key);
  if (found == wakes_.end()) return;
  ended = std::move(found->second);
  wakes_.erase(found);
}

void LiveStream::wake_all() {
  std::vector<std::shared_ptr<const Wake>> wakes;
  {
    std::lock_guard lock(mutex_);
    wakes.reserve(wakes_.size());
    for (const auto& [key, wake] : wakes_) wakes.push_back(wake);
  }
  for (const auto& wake : wakes) (*wake)();
}

std::shared_ptr<LiveStream> LiveBoard::add(const std::string& name) {
  auto added = LiveStream::create(name);
  std::shared_ptr<LiveStream> replaced;
  {
    std::lock_guard lock(mutex_);
    replaced = std::exchange(streams_[name], added);
  }
  if (replaced) replaced->close();
  return added;
}

void LiveBoard::remove(const std::string& name) {
  std::shared_ptr<LiveStream> removed;
  {
    std::lock_guard lock(mutex_);
    const auto found = streams_.find(name);
    if (found == streams_.end()) return;
    removed = std::move(found->second);
    streams_.erase(found);
  }
  removed->close();
}

std::shared_ptr<LiveStream> LiveBoard::find(const std::string& name) const {
  std::lock_guard lock(mutex_);
  const auto found = streams_.find(name);
  return found == streams_.end() ? nullptr : found->second;
}

}  // namespace trigo
