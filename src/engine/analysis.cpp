#include "engine/analysis.hpp"

#include <algorithm>
#include <utility>

#include "base/check.hpp"
#include "base/log.hpp"

namespace trigo {
namespace {

constexpr Duration longest_wait = std::chrono::milliseconds(500);

}  // namespace

Analysis::Analysis(const Clock& clock, AnalysisSettings settings, OnLook on_look)
    : clock_(clock),
      settings_(std::move(settings)),
      on_look_(std::move(on_look)),
      queue_(settings_.queue),
      ids_(settings_.first_id),
      thread_([this] {
        name_this_thread("analysis");
        run();
      }) {}

Analysis::~Analysis() {
  close();
}

void Analysis::add(StreamId stream, std::shared_ptr<StreamStatus> status,
                   std::shared_ptr<LiveStream> live) {
  std::unique_ptr<PresenceEngine> presence;
  if (status->scene->is_watched()) {
    presence = std::make_unique<PresenceEngine>(*status->scene, settings_.classes);
    status->set_presence(std::make_shared<PresenceReading>(presence->reading()));
  }
  send(Add{stream, std::move(status), std::move(live), std::move(presence)});
}

void Analysis::remove(StreamId stream) {
  send(Remove{stream});
}

void Analysis::announce(Frame frame, bool live, bool offered) {
  send(Announce{std::move(frame), live, offered});
}

void Analysis::decide(const Frame& frame, std::optional<Detections> detections) {
  send(Decide{frame.stream, frame.epoch, frame.sequence, std::move(detections)});
}

void Analysis::close() {
  queue_.close();
  if (thread_.joinable()) thread_.join();
}

void Analysis::send(Message message) {
  // Once closed there is nobody left to tell; the ledger knows the frame's fate all the same.
  static_cast<void>(queue_.push(message));
}

void Analysis::run() {
  Instant deadline = clock_.now() + longest_wait;
  while (!queue_.drained()) {
    for (Message& message : queue_.take_until(deadline))
      std::visit([this](auto& content) { handle(content); }, message);
    deadline = std::min(publish_overdue(), advance_presence());
  }
  for (auto& [id, stream] : streams_)
    if (stream.presence) tell_events(stream, stream.presence->finish());
}

void Analysis::handle(Add& add) {
  streams_[add.stream] = {.status = std::move(add.status),
                          .live = std::move(add.live),
                          .presence = std::move(add.presence)};
}

void Analysis::handle(Remove& remove) {
  const auto found = streams_.find(remove.stream);
  if (found == streams_.end()) return;
  if (found->second.presence) tell_events(found->second, found->second.presence->finish());
  streams_.erase(found);
}

void Analysis::handle(Announce& announce) {
  const auto found = streams_.find(announce.frame.stream);
  if (found == streams_.end()) return;  // Removed meanwhile.
  Stream& stream = found->second;
  stream.pending.push_back({std::move(announce.frame), announce.live, announce.offered,
                            !announce.offered, std::nullopt});
  advance(stream);
}

void Analysis::handle(Decide& decide) {
  const auto found = streams_.find(decide.stream);
  if (found == streams_.end()) return;
  Stream& stream = found->second;
  const auto pending =
      std::find_if(stream.pending.begin(), stream.pending.end(), [&](const Pending& frame) {
        return frame.frame.epoch == decide.epoch && frame.frame.sequence == decide.sequence;
      });
  TRIGO_CHECK(pending != stream.pending.end() && !pending->decided);
  pending->decided = true;
  pending->detections = std::move(decide.detections);
  advance(stream);
}

/// Hands on every frame whose predecessors are all decided.
void Analysis::advance(Stream& stream) {
  while (!stream.pending.empty() && stream.pending.front().decided) {
    look(stream, stream.pending.front());
    stream.pending.pop_front();
  }
}

void Analysis::look(Stream& stream, Pending& pending) {
  const Frame& frame = pending.frame;
  if (pending.detections)
    remove_masked(stream.status->scene->masks, frame.picture.size(), *pending.detections);
  Look look{stream.status->id, frame, pending.detections, {}, stream.status->detect_period_s};
  if (pending.detections) {
    look.tracks = follow(stream, frame, *pending.detections);
    watch_zones(stream, frame, look.tracks);
    stream.status->set_tracks({frame.epoch, frame.sequence, frame.media_time_s, look.tracks});
    stream.status->detected.add();
    const double age_s = to_seconds(clock_.now() - frame.arrival);
    stream.status->ages_ms.add(age_s * 1000);
    stream.status->ages_s.add(age_s);
  }
  if (pending.offered && on_look_) on_look_(look);
  if (!pending.live) return;
  if (pending.detections)
    publish(stream, pending, std::move(look.tracks));
  else
    publish_undecided(stream, pending);
}

Tracks Analysis::follow(Stream& stream, const Frame& frame, const Detections& detections) {
  if (!stream.tracker || stream.tracked_epoch != frame.epoch) {
    stream.tracker = std::make_unique<Tracker>(settings_.confidence, ids_);
    stream.tracked_epoch = frame.epoch;
  }
  std::vector<std::optional<Appearance>> appearances;
  if (settings_.appearance && !detections.empty()) {
    std::vector<Box> boxes;
    boxes.reserve(detections.size());
    for (const Detection& detection : detections) boxes.push_back(detection.box);
    appearances = describe(frame.picture, boxes);
  }
  return stream.tracker->update(frame.media_time_s, frame.picture.size(), detections, appearances);
}

void Analysis::watch_zones(Stream& stream, const Frame& frame, const Tracks& tracks) {
  if (!stream.presence) return;
  std::optional<double> arrived_s;
  if (settings_.live_patience) arrived_s = to_seconds(frame.arrival.time_since_epoch());
  Moment at = stream.time.at(frame.epoch, frame.sequence, frame.media_time_s, arrived_s);
  at.utc_us = to_utc_us(clock_.utc() - (clock_.now() - frame.arrival));
  stream.presence->set_period(stream.status->detect_period_s);
  tell_events(stream, stream.presence->observe(at, frame.picture.size(), tracks));
  stream.evidence = frame.arrival;
  tell_presence(stream);
}

void Analysis::tell_events(const Stream& stream, const PresenceEvents& events) const {
  if (settings_.on_events && !events.empty()) settings_.on_events(stream.status->id, events);
}

void Analysis::tell_presence(Stream& stream) {
  auto reading = std::make_shared<PresenceReading>(stream.presence->reading());
  reading->evidence = stream.evidence;
  stream.status->set_presence(std::move(reading));
}

/// The picture that viewers see may be the last one for long: it must not go on counting.
void Analysis::show_unknown(Stream& stream) {
  tell_presence(stream);
  const auto newest = stream.live->newest();
  if (!newest) return;
  auto again = std::make_shared<LivePicture>(*newest);
  again->presence = stream.status->presence();
  stream.live->publish(std::move(again));
}

/// Lets evidence grow old by the clock; gives the instant at which to look again.
Instant Analysis::advance_presence() {
  const Instant now = clock_.now();
  Instant next = now + longest_wait;
  if (!settings_.live_patience) return next;  // Offline, time is that of the pictures.
  for (auto& [id, stream] : streams_) {
    if (!stream.presence || !stream.presence->evidence_ends_s()) continue;
    const double now_s = stream.time.now_s(to_seconds(now.time_since_epoch()));
    tell_events(stream, stream.presence->advance(now_s));
    if (const auto ends_s = stream.presence->evidence_ends_s())
      next = std::min(next, now + from_seconds(std::max(*ends_s - now_s, 0.001)));
    else
      show_unknown(stream);
  }
  return next;
}

/// Publishes a picture with its tracks; never one older than what was published before.
void Analysis::publish(Stream& stream, const Pending& pending, Tracks tracks) {
  const Frame& frame = pending.frame;
  const std::pair place(frame.epoch, frame.sequence);
  if (stream.published && place < *stream.published) return;
  auto picture = std::make_shared<LivePicture>();
  picture->frame = frame;
  picture->detected = pending.detections.has_value();
  if (picture->detected) {
    picture->boxes = *pending.detections;
    std::erase_if(picture->boxes,
                  [&](const Detection& box) { return box.score < settings_.confidence; });
  }
  picture->tracks = std::move(tracks);
  picture->scene = stream.status->scene;
  picture->presence = stream.status->presence();
  stream.published = place;
  if (settings_.on_picture) settings_.on_picture(*picture);
  stream.live->publish(std::move(picture));
}

/// A picture in which nobody was looked for, or not yet, carries where people will be by then. It
/// is published again once it is detected.
void Analysis::publish_undecided(Stream& stream, const Pending& pending) {
  const bool followed = stream.tracker && stream.tracked_epoch == pending.frame.epoch;
  publish(stream, pending,
          followed ? stream.tracker->predict(pending.frame.media_time_s) : Tracks{});
}

/// Publishes what has waited long enough; gives the instant at which to look again.
Instant Analysis::publish_overdue() {
  const Instant now = clock_.now();
  Instant next = now + longest_wait;
  if (!settings_.live_patience) return next;
  for (auto& [id, stream] : streams_) {
    for (Pending& pending : stream.pending) {
      if (!pending.live) continue;
      const Instant due = pending.frame.arrival + *settings_.live_patience;
      if (due > now) {
        next = std::min(next, due);
        continue;
      }
      if (!stream.published ||
          *stream.published < std::pair(pending.frame.epoch, pending.frame.sequence))
        publish_undecided(stream, pending);
      // Nothing more comes of it. Behind a lane that hangs such pictures would pile up.
      pending.over = !pending.offered;
    }
    std::erase_if(stream.pending, [](const Pending& pending) { return pending.over; });
  }
  return next;
}

}  // namespace trigo
