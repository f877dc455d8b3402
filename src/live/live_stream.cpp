#include "live/live_stream.hpp"

#include <utility>

namespace trigo {

std::shared_ptr<LiveStream> LiveStream::create(std::string name) {
  struct Open : LiveStream {  // make_shared needs a public constructor.
    explicit Open(std::string own_name) : LiveStream(std::move(own_name)) {}
  };
  return std::make_shared<Open>(std::move(name));
}

void LiveStream::publish(std::shared_ptr<const LivePicture> picture) {
  {
    std::lock_guard lock(mutex_);
    newest_.swap(picture);
  }
  // `picture` is now the old one: its pixels are freed here, not under the lock.
  wakes_.wake_all();
}

void LiveStream::close() {
  {
    std::lock_guard lock(mutex_);
    closed_ = true;
  }
  wakes_.wake_all();
}

std::shared_ptr<const LivePicture> LiveStream::newest() const {
  std::lock_guard lock(mutex_);
  return newest_;
}

bool LiveStream::closed() const {
  std::lock_guard lock(mutex_);
  return closed_;
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
