#include "engine/analysis.hpp"

#include <algorithm>
#include <utility>

#include "base/check.hpp"
#include "base/log.hpp"

namespace trigo {
namespace {

constexpr Duration longest_wait = std::chrono::milliseconds(500);

}  // namespace

Analysis::Analysis(const Clock& clock, float confidence, OnLook on_look)
    : clock_(clock), confidence_(confidence), on_look_(std::move(on_look)), thread_([this] {
        name_this_thread("analysis");
        run();
      }) {}

Analysis::~Analysis() {
  close();
}

void Analysis::add(StreamId stream, std::shared_ptr<StreamStatus> status,
                   std::shared_ptr<LiveStream> live) {
  send(Add{stream, std::move(status), std::move(live)});
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
    deadline = publish_overdue();
  }
}

void Analysis::handle(Add& add) {
  streams_[add.stream] = {.status = std::move(add.status), .live = std::move(add.live)};
}

void Analysis::handle(Remove& remove) {
  streams_.erase(remove.stream);
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
  if (pending.offered && on_look_) on_look_({pending.frame, pending.detections});
  if (pending.detections) {
    stream.held = *pending.detections;
    std::erase_if(stream.held, [&](const Detection& box) { return box.score < confidence_; });
    stream.held_epoch = pending.frame.epoch;
    stream.held_s = pending.frame.media_time_s;
    stream.status->people = static_cast<int>(stream.held.size());
    stream.status->detected.add();
    const double age_s = to_seconds(clock_.now() - pending.frame.arrival);
    stream.status->ages_ms.add(age_s * 1000);
    stream.status->ages_s.add(age_s);
  }
  if (pending.live) publish(stream, pending);
}

/// Publishes a picture with its own boxes, or with those carried over; never one older than what
/// was published before. One published undetected is published again once its boxes are known.
void Analysis::publish(Stream& stream, const Pending& pending) {
  const Frame& frame = pending.frame;
  const std::pair place(frame.epoch, frame.sequence);
  if (stream.published && place < *stream.published) return;
  auto picture = std::make_shared<LivePicture>();
  picture->frame = frame;
  picture->detected = pending.detections.has_value();
  const bool holds =
      stream.held_epoch == frame.epoch && frame.media_time_s - stream.held_s <= longest_hold_s;
  if (picture->detected || holds) picture->boxes = stream.held;
  stream.published = place;
  stream.live->publish(std::move(picture));
}

/// Publishes what has waited long enough; gives the instant at which to look again.
Instant Analysis::publish_overdue() {
  const Instant now = clock_.now();
  Instant next = now + longest_wait;
  for (auto& [id, stream] : streams_) {
    for (Pending& pending : stream.pending) {
      if (!pending.live) continue;
      const Instant due = pending.frame.arrival + live_patience;
      if (due > now) {
        next = std::min(next, due);
        continue;
      }
      if (!stream.published ||
          *stream.published < std::pair(pending.frame.epoch, pending.frame.sequence))
        publish(stream, pending);
      // Nothing more comes of it. Behind a lane that hangs such pictures would pile up.
      pending.over = !pending.offered;
    }
    std::erase_if(stream.pending, [](const Pending& pending) { return pending.over; });
  }
  return next;
}

}  // namespace trigo
