#include "sinks/event_sink.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include "base/log.hpp"

namespace trigo {
namespace {

bool names(const std::vector<std::string>& list, const std::string& name) {
  return list.empty() || std::find(list.begin(), list.end(), name) != list.end();
}

}  // namespace

bool SinkFilter::takes(const EventRecord& event) const {
  if (!names(types, event.type)) return false;
  return event.type == gap_type || (names(streams, event.stream) && names(places, event.place));
}

EventSink::EventSink(SinkSettings settings, Deliver deliver, Clock& clock, EventWriter& writer,
                     const Wakes& news)
    : settings_(std::move(settings)),
      deliver_(std::move(deliver)),
      clock_(clock),
      writer_(writer),
      reading_{.name = settings_.name},
      subscription_(news.subscribe([heard = news_] {
        std::lock_guard lock(heard->mutex);
        heard->any = true;
        heard->arrival.notify_all();
      })),
      thread_([this](std::stop_token stop) {
        name_this_thread("sink:" + settings_.name);
        run(std::move(stop));
      }) {}

EventSink::~EventSink() = default;

SinkReading EventSink::reading() const {
  std::lock_guard lock(mutex_);
  return reading_;
}

/// Each round asks the record anew: it may have been replaced, or cut, while a target was dead.
void EventSink::run(std::stop_token stop) {
  while (!stop.stop_requested()) {
    const auto found = read(stop);
    if (stop.stop_requested()) return;
    if (!found) {
      set_trouble(found.error().message);
      clock_.sleep_for(store_pause, stop);
      continue;
    }
    const auto handed_out = hand_out(*found, stop);
    if (stop.stop_requested()) return;
    if (!handed_out) {
      {
        std::lock_guard lock(mutex_);
        ++reading_.failures;
      }
      set_trouble(handed_out.error().why);
      clock_.sleep_for(pause_after(handed_out.error()), stop);
      continue;
    }
    set_trouble({});
    if (std::ssize(found->events) < page) wait_for_news(stop);
  }
}

Result<EventSink::Page> EventSink::read(std::stop_token stop) {
  {
    std::lock_guard lock(news_->mutex);
    news_->any = false;  // What is told from here on may be missing in what is read.
  }
  auto store = EventStore::open(settings_.file, EventStore::Access::read);
  if (!store) return pass_on(store);
  store->give_up_when([stop] { return stop.stop_requested(); });
  auto uid = store->uid();
  if (!uid) return pass_on(uid);
  auto kept = store->cursor(settings_.name);
  if (!kept) return pass_on(kept);
  // Before the events: those that come in between are not missing.
  auto last_id = store->last_id();
  if (!last_id) return pass_on(last_id);
  if (record_.empty() && !*kept)
    return fail(ErrorKind::unavailable,
                fmt::format("{}: knows no sink '{}' yet", settings_.file.string(), settings_.name));
  follow(std::move(*uid), *last_id, *kept);
  auto events = store->find({.after = cursor_, .limit = page});
  if (!events) return pass_on(events);
  Page found{*last_id, std::move(*events)};
  pass_over_dropped(found);
  return found;
}

void EventSink::follow(std::string uid, std::int64_t last_id, std::optional<std::int64_t> kept) {
  if (record_.empty()) {
    cursor_ = kept.value_or(0);
  } else if (uid != record_) {
    count_skipped(reading().behind, "were in a record that another one replaced");
    cursor_ = 0;  // The new one began after this sink did.
  }
  record_ = std::move(uid);
  if (cursor_ > last_id) cursor_ = 0;
  std::lock_guard lock(mutex_);
  reading_.behind = last_id - cursor_;
}

/// Ids have no gaps, so those before the first one that is there were dropped.
void EventSink::pass_over_dropped(const Page& found) {
  const std::int64_t first = found.events.empty() ? found.last_id + 1 : found.events.front().id;
  const std::int64_t dropped = first - cursor_ - 1;
  if (dropped <= 0) return;
  count_skipped(dropped, "became too old, or too many, before they got out");
  move_to(first - 1, found.last_id);
  writer_.move({settings_.name, cursor_, record_});
}

tl::expected<void, Refusal> EventSink::hand_out(const Page& found, std::stop_token stop) {
  tl::expected<void, Refusal> done;
  std::int64_t told = cursor_;
  for (const EventRecord& event : found.events) {
    const bool wanted = settings_.filter.takes(event);
    if (wanted) done = deliver_(event, record_, stop);
    if (!done) break;
    move_to(event.id, found.last_id);
    if (!wanted) continue;
    writer_.move({settings_.name, cursor_, record_});
    told = cursor_;
    pause_ = first_pause;
    set_trouble({});
    std::lock_guard lock(mutex_);
    ++reading_.delivered;
  }
  if (told != cursor_) writer_.move({settings_.name, cursor_, record_});
  return done;
}

void EventSink::move_to(std::int64_t id, std::int64_t last_id) {
  cursor_ = id;
  std::lock_guard lock(mutex_);
  reading_.behind = std::max<std::int64_t>(last_id - id, 0);
}

void EventSink::count_skipped(std::int64_t events, const char* why) {
  if (events == 0) return;
  spdlog::warn("hook {}: {} events {}", settings_.name, events, why);
  std::lock_guard lock(mutex_);
  reading_.skipped += events;
}

/// Logs what changes, not every try.
void EventSink::set_trouble(const std::string& trouble) {
  {
    std::lock_guard lock(mutex_);
    if (reading_.trouble == trouble) return;
    if (reading_.trouble.empty() || trouble.empty())
      reading_.trouble_since_us = trouble.empty() ? 0 : to_utc_us(clock_.utc());
    reading_.trouble = trouble;
  }
  if (trouble.empty())
    spdlog::info("hook {}: works again", settings_.name);
  else
    spdlog::warn("hook {}: {}", settings_.name, trouble);
}

Duration EventSink::pause_after(const Refusal& refusal) {
  std::uniform_real_distribution<double> jitter(1, 1 + most_jitter);
  const Duration pause = from_seconds(to_seconds(pause_) * jitter(random_));
  pause_ = std::min(pause_ * 2, longest_pause);
  return std::max(pause, std::min(refusal.wait, longest_asked));
}

void EventSink::wait_for_news(std::stop_token stop) {
  std::unique_lock lock(news_->mutex);
  news_->arrival.wait_for(lock, stop, longest_wait, [this] { return news_->any; });
}

}  // namespace trigo
