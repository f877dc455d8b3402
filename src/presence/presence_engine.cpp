#include "presence/presence_engine.hpp"

#include <algorithm>
#include <limits>

#include "base/check.hpp"

namespace trigo {
namespace {

using namespace presence;

PresenceEvents in_order(PresenceEvents events) {
  std::stable_sort(events.begin(), events.end(),
                   [](const auto& a, const auto& b) { return a.at.s < b.at.s; });
  return events;
}

}  // namespace

PresenceEngine::PresenceEngine(const ScenePlan& plan, std::span<const std::string> classes) {
  for (const Zone& zone : plan.zones) zones_.emplace_back(zone, classes);
  for (const CrossingLine& line : plan.lines) lines_.emplace_back(line, classes);
}

double PresenceEngine::evidence_limit_s() const {
  return std::max(least_evidence_s, evidence_periods * period_s_);
}

PresenceEvents PresenceEngine::observe(const Moment& at, Size picture, const Tracks& tracks) {
  TRIGO_CHECK(!last_look_ || at.s >= last_look_->s);
  PresenceEvents events = advance(at.s);
  if (last_look_ && last_look_->epoch != at.epoch) {
    for (ZoneWatch& zone : zones_) zone.break_off();
    forget_paths();
  }
  blind_ = false;
  last_look_ = at;
  SceneLook look{at, picture, {}};
  for (const Track& track : tracks) {
    if (!track.seen) continue;
    const auto before = sights_.find(track.id);
    look.sightings.push_back(
        {track, before == sights_.end() ? std::nullopt : std::optional(before->second)});
  }
  for (ZoneWatch& zone : zones_) zone.observe(look, events);
  for (LineWatch& line : lines_) line.observe(look, events);
  for (const Sighting& sighting : look.sightings)
    sights_[sighting.track.id] = {at.s, sighting.track.box};
  std::erase_if(sights_, [&](const auto& sight) { return at.s - sight.second.s > sight_memory_s; });
  return in_order(std::move(events));
}

PresenceEvents PresenceEngine::advance(double now_s) {
  PresenceEvents events;
  const auto ends_s = evidence_ends_s();
  if (!ends_s || now_s <= *ends_s) return events;
  for (ZoneWatch& zone : zones_) zone.lose_evidence(events);
  forget_paths();
  blind_ = true;
  return events;
}

PresenceEvents PresenceEngine::finish() {
  PresenceEvents events;
  for (ZoneWatch& zone : zones_) zone.finish(events);
  forget_paths();
  blind_ = true;
  return in_order(std::move(events));
}

void PresenceEngine::forget_paths() {
  for (LineWatch& line : lines_) line.break_off();
  sights_.clear();
}

PresenceReading PresenceEngine::reading() const {
  PresenceReading reading;
  for (const ZoneWatch& zone : zones_) reading.zones.push_back(zone.reading());
  for (const LineWatch& line : lines_) reading.lines.push_back(line.reading());
  reading.evidence_limit_s = evidence_limit_s();
  return reading;
}

std::optional<double> PresenceEngine::evidence_ends_s() const {
  if (blind_) return std::nullopt;
  return last_look_->s + evidence_limit_s();
}

double PresenceEngine::undecided_since_s() const {
  double since_s = std::numeric_limits<double>::infinity();
  for (const ZoneWatch& zone : zones_) since_s = std::min(since_s, zone.undecided_since_s());
  for (const LineWatch& line : lines_) since_s = std::min(since_s, line.undecided_since_s());
  return since_s;
}

}  // namespace trigo
