#include "web/presence_json.hpp"

#include "base/rounding.hpp"
#include "base/utc_text.hpp"

namespace trigo {
namespace {

using nlohmann::json;
using nlohmann::ordered_json;

json point_json(Point point) {
  return json::array({rounded_to(point.x, 1e4), rounded_to(point.y, 1e4)});
}

json polygon_json(const Polygon& polygon) {
  json corners = json::array();
  for (const Point& corner : polygon) corners.push_back(point_json(corner));
  return corners;
}

json count_of(const ZoneReading& zone) {
  return zone.state == PresenceState::unknown ? json(nullptr) : json(zone.count);
}

/// Null if it is not known.
json utc_json(std::int64_t utc_us) {
  return utc_us == 0 ? json(nullptr) : json(utc_text(utc_us));
}

json class_json(int class_id, std::span<const std::string> classes) {
  const auto index = static_cast<std::size_t>(class_id);
  return index < classes.size() ? json(classes[index]) : json(class_id);
}

json lines_json(const std::vector<LineReading>& lines) {
  json list = json::array();
  for (const LineReading& line : lines)
    list.push_back({{"line", line.name},
                    {"left_to_right", line.left_to_right},
                    {"right_to_left", line.right_to_left}});
  return list;
}

json zone_answer(const ZoneReading& zone, std::span<const std::string> classes) {
  json people = nullptr;
  if (zone.state != PresenceState::unknown) {
    people = json::array();
    for (const Stay& stay : zone.stays)
      people.push_back({{"id", stay.person},
                        {"class", class_json(stay.class_id, classes)},
                        {"since", utc_json(stay.since.utc_us)},
                        {"since_media_time", rounded_to(stay.since.media_time_s, 1000)},
                        {"since_epoch", stay.since.epoch}});
  }
  return {{"zone", zone.name},
          {"state", to_string(zone.state)},
          {"count", count_of(zone)},
          {"since", utc_json(zone.since.utc_us)},
          {"people", std::move(people)}};
}

bool is_of_zone_alone(PresenceEventType type) {
  using enum PresenceEventType;
  return type == occupied || type == vacated || type == unknown || type == known;
}

}  // namespace

json scene_json(const ScenePlan& scene) {
  json zones = json::array();
  for (const Zone& zone : scene.zones)
    zones.push_back({{"zone", zone.name}, {"polygon", polygon_json(zone.polygon)}});
  json lines = json::array();
  for (const CrossingLine& line : scene.lines)
    lines.push_back(
        {{"line", line.name}, {"from", point_json(line.from)}, {"to", point_json(line.to)}});
  json masks = json::array();
  for (const Mask& mask : scene.masks)
    masks.push_back({{"mask", mask.name}, {"polygon", polygon_json(mask.polygon)}});
  return {{"zones", std::move(zones)}, {"lines", std::move(lines)}, {"masks", std::move(masks)}};
}

json presence_json(const PresenceReading& reading) {
  json zones = json::array();
  for (const ZoneReading& zone : reading.zones) {
    json people = nullptr;
    if (zone.state != PresenceState::unknown) people = json::array();
    for (const Stay& stay : zone.stays) people.push_back(stay.person);
    zones.push_back({{"zone", zone.name},
                     {"state", to_string(zone.state)},
                     {"count", count_of(zone)},
                     {"people", std::move(people)}});
  }
  return {{"zones", std::move(zones)}, {"lines", lines_json(reading.lines)}};
}

json presence_answer(const PresenceReading& reading, Instant now,
                     std::span<const std::string> classes) {
  json zones = json::array();
  for (const ZoneReading& zone : reading.zones) zones.push_back(zone_answer(zone, classes));
  const auto age_s = [&] { return to_seconds(now - *reading.evidence); };
  return {{"evidence_age", reading.evidence ? json(rounded_to(age_s(), 1000)) : json(nullptr)},
          {"evidence_limit", rounded_to(reading.evidence_limit_s, 1000)},
          {"zones", std::move(zones)},
          {"lines", lines_json(reading.lines)}};
}

ordered_json event_json(const PresenceEvent& event, std::span<const std::string> classes) {
  const bool at_line = event.type == PresenceEventType::crossed;
  ordered_json told{{"type", to_string(event.type)}, {at_line ? "line" : "zone", event.place}};
  if (event.cause != PresenceCause::none) told["cause"] = to_string(event.cause);
  told["time_s"] = rounded_to(event.at.s, 1000);
  told["frame"] = event.at.sequence + 1;
  told["epoch"] = event.at.epoch;
  if (is_of_zone_alone(event.type)) {
    told["state"] = to_string(event.state);
    return told;
  }
  told["person"] = event.person;
  told["class"] = class_json(event.class_id, classes);
  if (at_line)
    told["direction"] = to_string(event.direction);
  else
    told["since_s"] = rounded_to(event.since.s, 1000);
  if (event.resumes) told["resumes"] = *event.resumes;
  return told;
}

}  // namespace trigo
