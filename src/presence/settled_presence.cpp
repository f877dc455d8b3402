#include "presence/settled_presence.hpp"

#include <algorithm>
#include <limits>
#include <utility>

namespace trigo {

SettledPresence::SettledPresence(const ScenePlan& plan, std::span<const std::string> classes,
                                 WriteRow row, WriteEvent event)
    : engine_(plan, classes),
      write_row_(std::move(row)),
      write_event_(std::move(event)),
      now_(plan.zones.size()) {
  for (const Zone& zone : plan.zones) zones_.push_back(zone.name);
}

void SettledPresence::add(const SettledLook& look) {
  Tracks tracks;
  tracks.reserve(look.boxes.size());
  for (const SettledBox& box : look.boxes)
    tracks.push_back({.id = box.id,
                      .class_id = box.class_id,
                      .box = box.box,
                      .score = box.score,
                      .confirmed = true});
  const Moment at = time_.at(look.epoch, look.frame - 1, look.media_time_s);
  looks_.push_back({look.frame, at.s, now_});
  take(engine_.observe(at, look.picture, tracks));
  write_until(std::min(engine_.undecided_since_s(), at.s));
}

void SettledPresence::finish() {
  take(engine_.finish());
  write_until(std::numeric_limits<double>::infinity());
}

void SettledPresence::take(PresenceEvents events) {
  for (PresenceEvent& event : events) {
    correct(event);
    events_.push_back(std::move(event));
  }
  std::stable_sort(events_.begin(), events_.end(),
                   [](const auto& a, const auto& b) { return a.at.s < b.at.s; });
}

/// Brings what was written down of the looks from the event on in line with it.
void SettledPresence::correct(const PresenceEvent& event) {
  if (event.type == PresenceEventType::crossed || event.type == PresenceEventType::dwell) return;
  const auto place = std::find(zones_.begin(), zones_.end(), event.place);
  const auto index = static_cast<std::size_t>(place - zones_.begin());
  // What evidence there was last still holds in the look that gave it.
  const bool after = event.type == PresenceEventType::unknown ||
                     (event.type == PresenceEventType::left && event.cause != PresenceCause::seen);
  const auto apply = [&](ZoneRecord& record) {
    if (event.type == PresenceEventType::entered)
      record.stays += event.cause == PresenceCause::resumed ? 0 : 1;  // It never ended.
    else if (event.type == PresenceEventType::left)
      --record.stays;
    else
      record.state = event.state;
  };
  for (Look& look : looks_)
    if (after ? look.s > event.at.s : look.s >= event.at.s) apply(look.zones[index]);
  apply(now_[index]);
}

void SettledPresence::write_until(double s) {
  while (!looks_.empty() && looks_.front().s < s) {
    const Look& look = looks_.front();
    for (std::size_t i = 0; i < zones_.size(); ++i) {
      const ZoneRecord& record = look.zones[i];
      write_row_(
          {look.frame, look.s, zones_[i], record.state, told_count(record.state, record.stays)});
    }
    looks_.pop_front();
  }
  const auto open = std::find_if(events_.begin(), events_.end(),
                                 [&](const PresenceEvent& event) { return event.at.s >= s; });
  for (auto event = events_.begin(); event != open; ++event) write_event_(*event);
  events_.erase(events_.begin(), open);
}

}  // namespace trigo
