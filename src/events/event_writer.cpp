#include "events/event_writer.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include "base/log.hpp"

namespace trigo {

Result<std::unique_ptr<EventWriter>> EventWriter::start(EventWriterSettings settings, Clock& clock,
                                                        Announce announce) {
  std::unique_ptr<EventWriter> writer(
      new EventWriter(std::move(settings), clock, std::move(announce)));
  auto opened = writer->open();
  if (!opened && opened.error().kind == ErrorKind::invalid_argument) return pass_on(opened);
  if (!opened) spdlog::warn("events cannot be kept: {}", opened.error().message);
  writer->thread_ = std::jthread([self = writer.get()](std::stop_token stop) {
    name_this_thread("events");
    self->run(stop);
  });
  return writer;
}

EventWriter::EventWriter(EventWriterSettings settings, Clock& clock, Announce announce)
    : settings_(std::move(settings)), clock_(clock), announce_(std::move(announce)) {}

EventWriter::~EventWriter() {
  queue_.close();
  thread_.request_stop();
}

void EventWriter::add(EventRecord event) {
  Message message = std::move(event);
  if (!queue_.try_push(message)) ++lost_;
}

void EventWriter::move(SinkCursor cursor) {
  std::lock_guard lock(mutex_);
  moved_[cursor.sink] = std::move(cursor);
}

void EventWriter::forget_snapshots(std::int64_t before_us) {
  Message message = NoSnapshots{before_us};
  static_cast<void>(queue_.try_push(message));
}

std::string EventWriter::trouble() const {
  std::lock_guard lock(mutex_);
  return trouble_;
}

void EventWriter::set_trouble(const Result<void>& done) {
  std::lock_guard lock(mutex_);
  trouble_ = done ? std::string() : done.error().message;
}

void EventWriter::add(Waiting& waiting, Message message) {
  if (const auto* gone = std::get_if<NoSnapshots>(&message))
    waiting.no_snapshots_before_us = gone->before_us;
  auto* event = std::get_if<EventRecord>(&message);
  if (event && losses_.admit(*event, *store_)) waiting.events.push_back(std::move(*event));
}

void EventWriter::run(std::stop_token stop) {
  Waiting waiting;
  Duration pause = first_pause;
  Instant beat = clock_.now() + heartbeat;
  do {
    if (work(waiting, beat))
      pause = first_pause;
    else if (!clock_.sleep_for(pause, stop))
      return;
    else
      pause = std::min(pause * 2, longest_pause);
  } while (!is_over(waiting));
}

/// Nothing is to be kept, nor will anything come.
bool EventWriter::is_over(const Waiting& waiting) const {
  if (!queue_.drained() || !waiting.empty()) return false;
  std::lock_guard lock(mutex_);
  return moved_.empty();
}

/// One commit, if there is anything to keep before the next beat. False: it failed, and what could
/// not be kept stays at the front while the queue fills behind it.
bool EventWriter::work(Waiting& waiting, Instant& beat) {
  if (!store_ && !open()) return false;
  if (waiting.empty()) {
    // Lost by now: after those were queued that are taken next.
    lost_seen_ = lost_;
    const Instant until =
        settings_.sinks.empty() ? beat : std::min(beat, clock_.now() + cursor_period);
    for (Message& message : queue_.take_until(until)) add(waiting, std::move(message));
    std::lock_guard lock(mutex_);
    waiting.cursors = std::exchange(moved_, {});
  }
  const bool due = clock_.now() >= beat;
  if (waiting.empty() && lost_seen_ == told_lost_ && !due) return true;
  if (due) {
    // What goes wrong with it goes wrong with keeping, too, and is told then.
    const auto more = store_->trim(settings_.retention, now_us());
    beat = clock_.now() + (more.value_or(false) ? trim_pause : heartbeat);
  }
  const auto kept = keep(waiting);
  set_trouble(kept);
  if (!store_->damage().empty()) begin_anew();
  return kept.has_value();
}

/// A store that is damaged is not written to any more; the next try makes a new one.
void EventWriter::begin_anew() {
  const std::string why = store_->damage();
  store_.reset();
  const auto told = EventStore::set_aside(settings_.file, why, now_us());
  spdlog::warn("{}", told ? *told : told.error().message);
}

Result<void> EventWriter::open() {
  const auto attempt = [&]() -> Result<void> {
    std::error_code failed;
    const auto folder = settings_.file.parent_path();
    std::filesystem::create_directories(folder, failed);
    if (failed)
      return fail(ErrorKind::unavailable,
                  fmt::format("make the folder {}: {}; name another as 'data'", folder.string(),
                              failed.message()));
    std::string told;
    auto store = EventStore::open_or_set_aside(settings_.file, now_us(), told);
    if (!told.empty()) spdlog::warn("{}", told);
    if (!store) return pass_on(store);
    auto interrupted = store->interrupt(now_us());
    if (!interrupted) return pass_on(interrupted);
    if (auto begun = store->begin_sinks(settings_.sinks); !begun) return begun;
    store_.emplace(std::move(*store));
    if (announce_ && !interrupted->empty()) announce_(*interrupted);
    return {};
  };
  auto opened = attempt();
  set_trouble(opened);
  return opened;
}

/// With what is to be told of lost ones at the end. What failed still waits.
Result<void> EventWriter::keep(Waiting& waiting) {
  const std::size_t before = waiting.events.size();
  if (lost_seen_ > told_lost_)
    waiting.events.push_back(
        {.utc_us = now_us(), .type = gap_type, .count = lost_seen_ - told_lost_});
  std::vector<SinkCursor> cursors;
  for (const auto& [sink, cursor] : waiting.cursors) cursors.push_back(cursor);
  auto kept = store_->append({waiting.events, cursors, waiting.no_snapshots_before_us}, now_us());
  if (!kept) {
    waiting.events.resize(before);
    return kept;
  }
  told_lost_ = lost_seen_;
  kept_ += static_cast<std::int64_t>(waiting.events.size());
  if (announce_ && !waiting.events.empty()) announce_(waiting.events);
  waiting = {};
  return kept;
}

std::int64_t EventWriter::now_us() const {
  return to_utc_us(clock_.utc());
}

}  // namespace trigo
