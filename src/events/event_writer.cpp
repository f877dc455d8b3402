#include "events/event_writer.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include "base/log.hpp"

namespace trigo {

Result<std::unique_ptr<EventWriter>> EventWriter::start(EventStore store,
                                                        const Retention& retention, Clock& clock,
                                                        Announce announce) {
  std::unique_ptr<EventWriter> writer(
      new EventWriter(std::move(store), retention, clock, std::move(announce)));
  auto interrupted = writer->store_.interrupt(writer->now_us());
  if (!interrupted) return pass_on(interrupted);
  if (writer->announce_ && !interrupted->empty()) writer->announce_(*interrupted);
  writer->thread_ = std::jthread([self = writer.get()](std::stop_token stop) {
    name_this_thread("events");
    self->run(stop);
  });
  return writer;
}

EventWriter::EventWriter(EventStore store, const Retention& retention, Clock& clock,
                         Announce announce)
    : store_(std::move(store)),
      retention_(retention),
      clock_(clock),
      announce_(std::move(announce)) {}

EventWriter::~EventWriter() {
  queue_.close();
  thread_.request_stop();
}

void EventWriter::add(EventRecord event) {
  if (!queue_.try_push(event)) ++lost_;
}

std::string EventWriter::trouble() const {
  std::lock_guard lock(mutex_);
  return trouble_;
}

void EventWriter::run(std::stop_token stop) {
  EventRecords waiting;
  Duration pause = first_pause;
  Instant beat = clock_.now() + heartbeat;
  while (!queue_.drained() || !waiting.empty()) {
    // What could not be kept stays at the front, and the queue fills behind it.
    if (waiting.empty()) {
      // Lost by now: after those were queued that are taken next.
      lost_seen_ = lost_;
      auto taken = queue_.take_until(beat);
      std::move(taken.begin(), taken.end(), std::back_inserter(waiting));
    }
    const bool due = clock_.now() >= beat;
    if (waiting.empty() && lost_seen_ == told_lost_ && !due) continue;
    if (due) {
      beat = clock_.now() + heartbeat;
      // What goes wrong with it goes wrong with keeping, too, and is told then.
      static_cast<void>(store_.trim(retention_, now_us()));
    }
    if (keep(waiting)) {
      waiting.clear();
      pause = first_pause;
      continue;
    }
    if (!clock_.sleep_for(pause, stop)) return;
    pause = std::min(pause * 2, longest_pause);
  }
}

/// With what is to be told of lost ones at the end. False: it failed, and nothing of it is kept.
bool EventWriter::keep(EventRecords& events) {
  const std::size_t before = events.size();
  if (lost_seen_ > told_lost_)
    events.push_back({.utc_us = now_us(), .type = gap_type, .count = lost_seen_ - told_lost_});
  const auto kept = store_.append(events, now_us());
  {
    std::lock_guard lock(mutex_);
    trouble_ = kept ? std::string() : kept.error().message;
  }
  if (!kept) {
    events.resize(before);
    return false;
  }
  told_lost_ = lost_seen_;
  kept_ += static_cast<std::int64_t>(events.size());
  if (announce_ && !events.empty()) announce_(events);
  return true;
}

std::int64_t EventWriter::now_us() const {
  return to_utc_us(clock_.utc());
}

}  // namespace trigo
