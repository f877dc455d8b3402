#include "web/track_json.hpp"

#include "base/rounding.hpp"

namespace trigo {
namespace {

using nlohmann::json;

json trail_json(const std::vector<Point>& trail) {
  json points = json::array();
  for (const Point& feet : trail)
    points.push_back(json::array({rounded_to(feet.x, 10), rounded_to(feet.y, 10)}));
  return points;
}

}  // namespace

json track_json(const Tracks& tracks) {
  json list = json::array();
  for (const Track& track : tracks)
    list.push_back({{"id", track.id},
                    {"class", track.class_id},
                    {"x", rounded_to(track.box.left, 10)},
                    {"y", rounded_to(track.box.top, 10)},
                    {"w", rounded_to(track.box.width(), 10)},
                    {"h", rounded_to(track.box.height(), 10)},
                    {"score", rounded_to(track.score, 1000)},
                    {"seen", track.seen},
                    {"confirmed", track.confirmed},
                    {"still", track.still},
                    {"since", rounded_to(track.since_s, 1000)},
                    {"last_seen", rounded_to(track.seen_s, 1000)},
                    {"trail", trail_json(track.trail)}});
  return list;
}

}  // namespace trigo
