#include "presence/zone_watch.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace trigo {
namespace {

using namespace presence;

bool lasted(double from_s, double to_s, double least_s) {
  return to_s - from_s >= least_s - tolerance_s;
}

}  // namespace

ZoneWatch::ZoneWatch(const Zone& zone, std::span<const std::string> classes)
    : zone_(zone), rule_(zone.filter, classes) {}

void ZoneWatch::observe(const SceneLook& look, PresenceEvents& events) {
  if (!region_ || size_ != look.picture) region_.emplace(zone_.polygon, look.picture);
  size_ = look.picture;
  if (!first_look_) first_look_ = look.at;
  last_look_ = look.at;
  ++looks_;
  ++look_number_;
  for (const Sighting& sighting : look.sightings) {
    if (!rule_.counts(sighting.track)) continue;
    if (Visit* visit = find(sighting.track.id))
      follow(*visit, look, sighting, events);
    else if (place(sighting, look.picture, false) == Place::inside &&
             rule_.admits(sighting.track, look.picture))
      begin(look, sighting);
  }
  for (Visit& visit : visits_)
    if (visit.look != look_number_) miss(visit, look.at);
  for (Visit& visit : visits_) open(visit, events);
  for (Visit& visit : visits_)
    if (is_over(visit, look.at)) end(visit, events);
  std::erase_if(visits_, [](const Visit& visit) { return visit.over; });
  for (Visit& visit : visits_) tell_dwell(visit, look.at, events);
  update_state(look.at, events);
}

ZoneWatch::Visit* ZoneWatch::find(std::int64_t person) {
  const auto found = std::find_if(visits_.begin(), visits_.end(),
                                  [&](const Visit& visit) { return visit.person == person; });
  return found == visits_.end() ? nullptr : &*found;
}

/// `known`: of somebody who was inside already, who may be near.
ZoneWatch::Place ZoneWatch::place(const Sighting& sighting, Size picture, bool known) const {
  const Box& box = sighting.track.box;
  const Point anchor = rule_.anchor(box, picture);
  if (region_->covers(anchor)) return Place::inside;
  const bool near = known && region_->distance(anchor) <= margin * box.height();
  return near ? Place::near : Place::outside;
}

void ZoneWatch::begin(const SceneLook& look, const Sighting& sighting) {
  const Track& track = sighting.track;
  double from_s = look.at.s;
  auto cause = PresenceCause::appeared;
  if (const auto& before = sighting.before) {
    const Point out = rule_.anchor(before->box, look.picture);
    const Point in = rule_.anchor(track.box, look.picture);
    if (!region_->covers(out)) {
      cause = PresenceCause::crossed;
      from_s = before->s + region_->crossing(out, in) * (look.at.s - before->s);
    }
  }
  visits_.push_back({.person = track.id,
                     .class_id = track.class_id,
                     .cause = cause,
                     .begun = look.at,
                     .since = look.at,
                     .inside_from_s = from_s,
                     .inside_until_s = look.at.s,
                     .last_inside = look.at,
                     .box = track.box,
                     .confirmed = track.confirmed,
                     .look = look_number_});
  if (!sighting.before) visits_.back().claims = claim(look, track.box, track.class_id);
}

void ZoneWatch::follow(Visit& visit, const SceneLook& look, const Sighting& sighting,
                       PresenceEvents& events) {
  visit.look = look_number_;
  visit.confirmed = sighting.track.confirmed;
  const Box& box = sighting.track.box;
  const Place where = place(sighting, look.picture, true);
  if (where == Place::inside || (where == Place::near && visit.suspended))
    return see_inside(visit, look, box, events);
  const auto& before = sighting.before;
  if (before && before->s == visit.last_inside.s) {
    const Point in = rule_.anchor(before->box, look.picture);
    const Point out = rule_.anchor(box, look.picture);
    visit.inside_until_s = before->s + region_->crossing(in, out) * (look.at.s - before->s);
  }
  if (where == Place::outside) return miss(visit, look.at);
  if (!visit.outside_since) visit.outside_since = look.at;
  visit.missed_since.reset();
  visit.misses = 0;
}

void ZoneWatch::see_inside(Visit& visit, const SceneLook& look, const Box& box,
                           PresenceEvents& events) {
  visit.last_inside = look.at;
  visit.inside_until_s = look.at.s;
  visit.box = box;
  visit.outside_since.reset();
  visit.missed_since.reset();
  visit.misses = 0;
  if (!visit.suspended) return;
  visit.suspended = false;
  visit.begun = look.at;
  for (Visit& other : visits_)
    if (other.claims == visit.person) other.claims.reset();
  tell(visit, PresenceEventType::entered, PresenceCause::resumed, look.at, events);
}

void ZoneWatch::miss(Visit& visit, const Moment& at) {
  if (!visit.outside_since) visit.outside_since = at;
  if (!visit.missed_since) visit.missed_since = at;
  ++visit.misses;
}

/// The stay that somebody at `box`, never seen before, most likely goes on with.
std::optional<std::int64_t> ZoneWatch::claim(const SceneLook& look, const Box& box,
                                             int class_id) const {
  const Point here = rule_.anchor(box, look.picture);
  std::optional<std::int64_t> nearest;
  double shortest = std::numeric_limits<double>::infinity();
  for (const Visit& visit : visits_) {
    const double gone_s = look.at.s - visit.last_inside.s;
    if (!visit.suspended || visit.class_id != class_id || gone_s > resume_s || is_claimed(visit))
      continue;
    const Point there = rule_.anchor(visit.box, look.picture);
    const double distance = std::hypot(here.x - there.x, here.y - there.y);
    const double reach = visit.box.height() * (resume_reach + resume_speed * gone_s);
    if (distance > reach || distance >= shortest) continue;
    nearest = visit.person;
    shortest = distance;
  }
  return nearest;
}

bool ZoneWatch::is_claimed(const Visit& visit) const {
  return std::any_of(visits_.begin(), visits_.end(),
                     [&](const Visit& other) { return other.claims == visit.person; });
}

/// If somebody has been inside for long enough, and is to be believed.
void ZoneWatch::open(Visit& visit, PresenceEvents& events) {
  if (visit.open || !visit.confirmed) return;
  if (!lasted(visit.inside_from_s, visit.inside_until_s, zone_.enter_s)) return;
  visit.open = true;
  if (!visit.claims)
    return tell(visit, PresenceEventType::entered, visit.cause, visit.begun, events);
  Visit& resumed = *find(*visit.claims);
  visit.claims.reset();
  visit.cause = PresenceCause::resumed;
  visit.since = resumed.since;
  visit.dwelt = resumed.dwelt;
  resumed.over = true;  // Without an event: it goes on.
  tell(visit, PresenceEventType::entered, visit.cause, visit.begun, events);
  events.back().resumes = resumed.person;
}

void ZoneWatch::tell_dwell(Visit& visit, const Moment& at, PresenceEvents& events) {
  if (!zone_.dwell_s || !visit.open || visit.dwelt || visit.suspended) return;
  if (visit.last_inside.s != at.s || !lasted(visit.since.s, at.s, *zone_.dwell_s)) return;
  visit.dwelt = true;
  tell(visit, PresenceEventType::dwell, PresenceCause::none, at, events);
}

bool ZoneWatch::is_over(const Visit& visit, const Moment& at) const {
  if (visit.over || visit.misses < 2 || !lasted(visit.missed_since->s, at.s, zone_.exit_s))
    return false;
  return !(visit.suspended && is_claimed(visit));
}

/// The first look that did not see it inside any more; who stayed near for long left only then.
Moment ZoneWatch::end_of(const Visit& visit) const {
  if (visit.suspended) return visit.last_inside;
  const bool passed = visit.missed_since->s - visit.outside_since->s <= zone_.exit_s;
  return passed ? *visit.outside_since : *visit.missed_since;
}

void ZoneWatch::end(Visit& visit, PresenceEvents& events) {
  visit.over = true;
  if (!visit.open) return;
  const auto cause = visit.suspended ? PresenceCause::unobserved : PresenceCause::seen;
  const Moment at = end_of(visit);
  tell(visit, PresenceEventType::left, cause, at, events);
  if (!last_end_ || last_end_->s < at.s) last_end_ = at;
}

void ZoneWatch::update_state(const Moment& at, PresenceEvents& events) {
  if (state_ == PresenceState::unknown) return leave_unknown(at, events);
  if (state_ == PresenceState::occupied && was_empty(at))
    change(PresenceState::vacant, PresenceEventType::vacated, *last_end_, events);
  if (state_ != PresenceState::vacant) return;
  if (const Moment* begun = first_begun())
    change(PresenceState::occupied, PresenceEventType::occupied, *begun, events);
}

/// Whether nobody was there for `exit` after the last one went. Shorter gaps are none.
bool ZoneWatch::was_empty(const Moment& at) const {
  if (!last_end_ || last_end_->s < since_.s) return false;
  double until_s = at.s;
  for (const Visit& visit : visits_)
    until_s = std::min(until_s, visit.open ? visit.since.s : visit.begun.s);
  return lasted(last_end_->s, until_s, zone_.exit_s);
}

/// As soon as somebody is there for sure; or once nobody was seen for a while.
void ZoneWatch::leave_unknown(const Moment& at, PresenceEvents& events) {
  if (const Moment* begun = first_begun())
    return change(PresenceState::occupied, PresenceEventType::known, *begun, events);
  const double span_s = std::min(zone_.exit_s, settle_s);
  if (looks_ < 2 || !lasted(first_look_->s, at.s, span_s)) return;
  const bool expects = std::any_of(visits_.begin(), visits_.end(), [&](const Visit& visit) {
    return visit.suspended || !lasted(first_look_->s, visit.begun.s, span_s);
  });
  if (!expects) change(PresenceState::vacant, PresenceEventType::known, *first_look_, events);
}

void ZoneWatch::change(PresenceState state, PresenceEventType type, const Moment& at,
                       PresenceEvents& events) {
  state_ = state;
  since_ = at;
  events.push_back({.type = type, .place = zone_.name, .at = at, .state = state});
}

/// Of those who are there for sure, the first that was seen; null: nobody is.
const Moment* ZoneWatch::first_begun() const {
  const Moment* first = nullptr;
  for (const Visit& visit : visits_)
    if (visit.open && !visit.suspended && (first == nullptr || visit.begun.s < first->s))
      first = &visit.begun;
  return first;
}

void ZoneWatch::lose_evidence(PresenceEvents& events) {
  break_off();
  if (state_ != PresenceState::unknown && last_look_)
    change(PresenceState::unknown, PresenceEventType::unknown, *last_look_, events);
}

void ZoneWatch::break_off() {
  std::erase_if(visits_, [](const Visit& visit) { return !visit.open; });
  for (Visit& visit : visits_) {
    visit.suspended = true;
    visit.outside_since.reset();
    visit.missed_since.reset();
    visit.misses = 0;
  }
  first_look_.reset();
  looks_ = 0;
}

void ZoneWatch::finish(PresenceEvents& events) {
  for (const Visit& visit : visits_) {
    if (!visit.open) continue;
    tell(visit, PresenceEventType::left, PresenceCause::interrupted, visit.last_inside, events);
  }
  visits_.clear();
  lose_evidence(events);
}

ZoneReading ZoneWatch::reading() const {
  ZoneReading reading{.name = zone_.name, .state = state_, .since = since_, .counts = counts_};
  if (state_ == PresenceState::unknown) return reading;
  for (const Visit& visit : visits_)
    if (visit.open) reading.stays.push_back({visit.person, visit.class_id, visit.since});
  std::sort(reading.stays.begin(), reading.stays.end(),
            [](const Stay& a, const Stay& b) { return a.person < b.person; });
  reading.count = told_count(state_, static_cast<int>(reading.stays.size()));
  return reading;
}

double ZoneWatch::undecided_since_s() const {
  double since_s = std::numeric_limits<double>::infinity();
  const auto note = [&](double s) { since_s = std::min(since_s, s); };
  for (const Visit& visit : visits_) {
    if (!visit.open)
      note(visit.begun.s);
    else if (visit.suspended)
      note(visit.last_inside.s);
    else if (visit.missed_since)
      note(end_of(visit).s);
    else if (visit.outside_since && !lasted(visit.outside_since->s, last_look_->s, zone_.exit_s))
      note(visit.outside_since->s);
  }
  if (state_ == PresenceState::occupied && first_begun() == nullptr && last_end_)
    note(last_end_->s);
  if (state_ == PresenceState::unknown && first_look_) note(first_look_->s);
  return since_s;
}

void ZoneWatch::tell(const Visit& visit, PresenceEventType type, PresenceCause cause,
                     const Moment& at, PresenceEvents& events) {
  events.push_back({.type = type,
                    .cause = cause,
                    .place = zone_.name,
                    .at = at,
                    .person = visit.person,
                    .class_id = visit.class_id,
                    .since = visit.since,
                    .resumes = {},
                    .state = {}});
  counts_.add(events.back());
}

}  // namespace trigo
