#include "app/scene_config.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "app/config_file.hpp"
#include "app/config_text.hpp"
#include "base/ids.hpp"
#include "base/nearest.hpp"

namespace trigo {
namespace {

using namespace std::chrono_literals;
using std::chrono::milliseconds;

constexpr Limits<milliseconds> stay_limits{0ms, 1h};
constexpr Limits<milliseconds> dwell_limits{1ms, 168h};

double in_seconds(milliseconds duration) {
  return std::chrono::duration<double>(duration).count();
}

std::optional<Point> read_point(const ConfigValue& value) {
  const std::string expected = "a point, as in [0.1, 0.5]";
  const auto numbers = value.list(expected);
  if (!numbers) return std::nullopt;
  if (numbers->size() != 2) {
    value.refuse(fmt::format("has {} numbers; it must be {}", numbers->size(), expected));
    return std::nullopt;
  }
  const auto x = numbers->at(0).number({0, 1});
  const auto y = numbers->at(1).number({0, 1});
  if (!x || !y) return std::nullopt;
  return Point{static_cast<float>(*x), static_cast<float>(*y)};
}

/// The value under `key`, which must be there.
std::optional<ConfigValue> required(ConfigSection& section, const ConfigValue& owner,
                                    const std::string& key, const std::string& example) {
  auto value = section.find(key);
  if (!value) owner.refuse(fmt::format("has no '{}'; give it one, as in {}", key, example));
  return value;
}

std::optional<Polygon> read_polygon(ConfigSection& section, const ConfigValue& owner) {
  const std::string example = "[[0.1, 0.5], [0.4, 0.5], [0.4, 1]]";
  const auto value = required(section, owner, "polygon", example);
  if (!value) return std::nullopt;
  const auto corners = value->list("a list of corners, as in " + example);
  if (!corners) return std::nullopt;
  Polygon polygon;
  for (const ConfigValue& corner : *corners) {
    const auto point = read_point(corner);
    if (!point) return std::nullopt;
    polygon.push_back(*point);
  }
  if (polygon.size() > 1 && polygon.front() == polygon.back()) polygon.pop_back();  // Closed.
  if (const auto fault = polygon_fault(polygon)) {
    value->refuse(*fault);
    return std::nullopt;
  }
  return polygon;
}

void read_anchor(ConfigSection& section, Anchor& anchor) {
  section.read("anchor", anchor, {{"feet", Anchor::feet}, {"center", Anchor::center}});
}

void read_classes(const ConfigValue& value, const std::vector<std::string>& known,
                  std::vector<std::string>& classes) {
  const auto names = value.list("a list of class names, as in [person]");
  if (!names) return;
  if (names->empty()) return value.refuse("is empty; name a class, as in [person]");
  classes.clear();
  for (const ConfigValue& name : *names) {
    const auto text = name.text();
    if (!text) continue;
    if (std::find(known.begin(), known.end(), *text) == known.end())
      name.refuse(fmt::format("is '{}', which is not looked for; detect.classes are: {}",
                              shown(name.as_written()), fmt::join(known, ", ")));
    classes.push_back(*text);
  }
}

void read_filter(ConfigSection& section, const std::vector<std::string>& classes,
                 PresenceFilter& filter) {
  read_anchor(section, filter.anchor);
  section.read("min_score", filter.min_score, {0, 1});
  section.read("min_height", filter.min_height, {0, 1});
  if (const auto value = section.find("classes"))
    read_classes(*value, classes, filter.classes);
  else if (std::find(classes.begin(), classes.end(), "person") == classes.end())
    filter.classes = classes;  // Nobody looks for people here.
}

std::optional<Zone> read_zone(ConfigSection& section, const ConfigValue& owner,
                              const std::vector<std::string>& classes) {
  Zone zone;
  const auto polygon = read_polygon(section, owner);
  const auto read_duration = [&](const std::string& key, double& target,
                                 Limits<milliseconds> limits) {
    if (const auto value = section.find(key))
      if (const auto duration = value->duration(limits)) target = in_seconds(*duration);
  };
  read_duration("enter", zone.enter_s, stay_limits);
  read_duration("exit", zone.exit_s, stay_limits);
  double dwell_s = 0;
  read_duration("dwell", dwell_s, dwell_limits);
  if (dwell_s > 0) zone.dwell_s = dwell_s;
  read_filter(section, classes, zone.filter);
  if (!polygon) return std::nullopt;
  zone.polygon = *polygon;
  return zone;
}

std::optional<CrossingLine> read_line(ConfigSection& section, const ConfigValue& owner,
                                      const std::vector<std::string>& classes) {
  CrossingLine line;
  const auto read_end = [&](const std::string& key) -> std::optional<Point> {
    const auto value = required(section, owner, key, "[0.5, 0.2]");
    return value ? read_point(*value) : std::nullopt;
  };
  const auto from = read_end("from");
  const auto to = read_end("to");
  read_filter(section, classes, line.filter);
  if (!from || !to) return std::nullopt;
  if (const auto fault = line_fault(*from, *to)) {
    owner.refuse(*fault);
    return std::nullopt;
  }
  line.from = *from;
  line.to = *to;
  return line;
}

std::optional<Mask> read_mask(ConfigSection& section, const ConfigValue& owner) {
  Mask mask;
  const auto polygon = read_polygon(section, owner);
  read_anchor(section, mask.anchor);
  if (!polygon) return std::nullopt;
  mask.polygon = *polygon;
  return mask;
}

/// Reads all that stand under `key`, each by its name.
template <typename Area, typename Read>
void read_areas(ConfigSection& section, const std::string& key, std::vector<Area>& areas,
                Read read) {
  const auto value = section.find(key);
  if (!value) return;
  const auto named = value->section();
  if (!named) return;
  const auto entries = named->entries();
  if (entries.size() > most_areas)
    value->refuse(fmt::format("has {} entries; {} are the most", entries.size(), most_areas));
  for (const auto& [name, place, entry] : entries) {
    if (!is_stream_name(name)) {
      named->refuse_key(name, fmt::format("has '{}', which is not made of 1 to 64 of a-z, 0-9, "
                                          "'_' and '-'; rename it",
                                          shown(name)));
      continue;
    }
    auto inner = entry.section();
    if (!inner) continue;
    auto area = read(*inner, entry);
    inner->refuse_unknown();
    if (!area) continue;
    area->name = name;
    areas.push_back(*std::move(area));
  }
  std::sort(areas.begin(), areas.end(),
            [](const Area& a, const Area& b) { return a.name < b.name; });
}

}  // namespace

ScenePlan read_scene_plan(ConfigSection& section, const std::vector<std::string>& classes) {
  ScenePlan plan;
  read_areas(section, "zones", plan.zones, [&](ConfigSection& inner, const ConfigValue& owner) {
    return read_zone(inner, owner, classes);
  });
  read_areas(section, "lines", plan.lines, [&](ConfigSection& inner, const ConfigValue& owner) {
    return read_line(inner, owner, classes);
  });
  read_areas(section, "masks", plan.masks, read_mask);
  return plan;
}

Result<ScenePlan> load_scene_plan(const std::filesystem::path& file,
                                  const std::vector<std::string>& classes) {
  ScenePlan plan;
  auto read = read_config_file(file, [&](const YamlNode& root, ConfigFaults& faults) {
    ConfigSection section(root, "", faults);
    plan = read_scene_plan(section, classes);
    section.refuse_unknown();
  });
  if (!read) return pass_on(read);
  return plan;
}

}  // namespace trigo
