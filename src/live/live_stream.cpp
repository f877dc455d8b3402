#include "live/live_stream.hpp"

#include <utility>

#include "base/check.hpp"

namespace trigo {

std::string_view to_string(View view) {
  return view == View::large ? "large" : "wall";
}

std::optional<View> view_named(std::string_view name) {
  for (const View view : {View::wall, View::large})
    if (name == to_string(view)) return view;
  return std::nullopt;
}

std::shared_ptr<LiveStream> LiveStream::create(std::string name, std::function<void()> on_watch) {
  struct Open : LiveStream {  // make_shared needs a public constructor.
    Open(std::string own_name, std::function<void()> own_on_watch)
        : LiveStream(std::move(own_name), std::move(own_on_watch)) {}
  };
  return std::make_shared<Open>(std::move(name), std::move(on_watch));
}

Wakes::Subscription LiveStream::subscribe(Wakes::Wake wake) {
  auto subscription = wakes_.subscribe(std::move(wake));
  if (on_watch_) on_watch_();
  return subscription;
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

void LiveBoard::close(const Views& views) {
  for (const auto& stream : {views.wall, views.large})
    if (stream) stream->close();
}

std::shared_ptr<LiveStream> LiveBoard::add(const std::string& name) {
  auto added = LiveStream::create(name);
  Views replaced;
  {
    std::lock_guard lock(mutex_);
    replaced = std::exchange(streams_[name], {added, nullptr});
  }
  close(replaced);
  return added;
}

void LiveBoard::add_large(std::shared_ptr<LiveStream> large) {
  std::lock_guard lock(mutex_);
  const auto found = streams_.find(large->name());
  TRIGO_CHECK(found != streams_.end());
  found->second.large = std::move(large);
}

void LiveBoard::remove(const std::string& name) {
  Views removed;
  {
    std::lock_guard lock(mutex_);
    const auto found = streams_.find(name);
    if (found == streams_.end()) return;
    removed = std::move(found->second);
    streams_.erase(found);
  }
  close(removed);
}

std::shared_ptr<LiveStream> LiveBoard::find(const std::string& name, View view) const {
  std::lock_guard lock(mutex_);
  const auto found = streams_.find(name);
  if (found == streams_.end()) return nullptr;
  const Views& views = found->second;
  return view == View::large && views.large ? views.large : views.wall;
}

}  // namespace trigo
