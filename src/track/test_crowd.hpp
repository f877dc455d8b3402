#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <map>
#include <numbers>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "track/tracker.hpp"

namespace trigo {

/// Somebody whose whole life is known: where the feet are, how tall, what clothes.
struct Walker {
  /// Place of the feet in picture pixels at a time; none while they are not there at all.
  std::function<std::optional<Point>(double time_s)> feet;
  float height = 120;
  int clothes = 0;  // Alike for equal numbers.
};

/// From `from` at time 0 with a steady velocity, pixels a second.
inline Walker walking(Point from, Point velocity, int clothes, float height = 120) {
  return {.feet = [=](double t) -> std::optional<Point> {
            return Point{from.x + velocity.x * static_cast<float>(t),
                         from.y + velocity.y * static_cast<float>(t)};
          },
          .height = height,
          .clothes = clothes};
}

/// A camera and a detector, and what they do wrong. Lengths in box heights.
struct Scene {
  std::vector<Walker> walkers;
  Size picture{1280, 720};
  double rate = 4;  // Looks a second.
  double length_s = 10;
  double noise = 0.03;                // Standard deviation of each side of a box.
  double missed = 0;                  // Share of boxes.
  double false_boxes = 0;             // A look, anywhere.
  double shake = 0;                   // Standard deviation of the whole picture's place.
  double hidden_from = 0.6;           // Covered more than this by somebody nearer: not detected.
  std::function<bool(double)> blind;  // No look at these times.
  std::function<bool(const Box&)> covered;  // By a thing that stands there.
  bool appearance = true;
  unsigned seed = 1;
  // What must not matter.
  double starts_s = 0;   // Media time of the first look.
  float scale = 1;       // Of the picture and all in it.
  unsigned shuffle = 0;  // How detections are ordered.
};

inline Appearance clothes_of(int number, std::mt19937& chance) {
  // Each band and channel has most of its weight around a place that the clothes decide.
  std::mt19937 tailor(static_cast<unsigned>(number) * 7919U + 17U);
  std::normal_distribution<double> wrinkle(0, 0.7);
  Appearance::Values values{};
  float squares = 0;
  for (std::size_t i = 0; i < values.size(); i += Appearance::bins) {
    const double center = std::uniform_real_distribution<double>(2, 14)(tailor) + wrinkle(chance);
    for (std::size_t bin = 0; bin < Appearance::bins; ++bin) {
      const double off = (static_cast<double>(bin) - center) / 1.5;
      values[i + bin] = static_cast<float>(std::exp(-off * off / 4));
      squares += values[i + bin] * values[i + bin];
    }
  }
  for (float& value : values) value /= std::sqrt(squares);
  return Appearance(values);
}

/// What came of a scene.
struct Outcome {
  int switches = 0;     // Times that a walker was given another id than before.
  std::size_t ids = 0;  // Confirmed ones in all.
  std::map<std::size_t, std::vector<std::int64_t>> ids_of;  // By walker, in order, without repeats.
  std::size_t strangers = 0;   // Confirmed ids that never were on any walker.
  std::vector<Tracks> tracks;  // By look.
};

inline Box body_box(const Walker& walker, Point feet) {
  const float width = walker.height * 0.38F;
  return {feet.x - width / 2, feet.y - walker.height, feet.x + width / 2, feet.y};
}

inline void shuffle(Detections& detections, std::vector<std::optional<Appearance>>& appearances,
                    unsigned seed) {
  std::mt19937 chance(seed);
  for (std::size_t i = detections.size(); i > 1; --i) {
    const std::size_t other = chance() % i;
    std::swap(detections[i - 1], detections[other]);
    std::swap(appearances[i - 1], appearances[other]);
  }
}

/// Plays a scene for one tracker.
inline Outcome play(const Scene& scene) {
  std::mt19937 chance(scene.seed);
  std::normal_distribution<double> normal(0, 1);
  std::uniform_real_distribution<double> unit(0, 1);
  PersonIds ids;
  Tracker tracker(0.45F, ids);
  Outcome outcome;
  std::set<std::int64_t> seen_ids;
  std::set<std::int64_t> good_ids;
  const int looks = static_cast<int>(scene.length_s * scene.rate);
  for (int look = 0; look < looks; ++look) {
    const double time_s = look / scene.rate;
    if (scene.blind && scene.blind(time_s)) continue;
    const auto shake_x = static_cast<float>(scene.shake * normal(chance) * 120);
    const auto shake_y = static_cast<float>(scene.shake * normal(chance) * 120);
    std::vector<std::pair<std::size_t, Box>> truth;
    for (std::size_t i = 0; i < scene.walkers.size(); ++i) {
      const auto feet = scene.walkers[i].feet(time_s);
      if (!feet) continue;
      truth.emplace_back(i, body_box(scene.walkers[i], {feet->x + shake_x, feet->y + shake_y}));
    }
    Detections detections;
    std::vector<std::optional<Appearance>> appearances;
    std::map<float, std::size_t> walker_of;  // By score: a track tells that of its detection.
    for (const auto& [walker, box] : truth) {
      const bool hidden =
          std::any_of(truth.begin(), truth.end(), [&, box = box](const auto& other) {
            return other.second.bottom > box.bottom &&
                   shared_area(other.second, box) > scene.hidden_from * box.area();
          });
      const Box seen = clipped(box, scene.picture);
      if (hidden || seen.area() < 0.3F * box.area()) continue;
      if (scene.covered && scene.covered(box)) continue;
      if (unit(chance) < scene.missed) continue;
      const auto off = [&] {
        return static_cast<float>(scene.noise * normal(chance)) * scene.walkers[walker].height;
      };
      const auto score = static_cast<float>(0.6 + 0.3 * unit(chance));
      walker_of.emplace(score, walker);
      detections.push_back(
          {{seen.left + off(), seen.top + off(), seen.right + off(), seen.bottom + off()},
           score,
           0});
      appearances.emplace_back(clothes_of(scene.walkers[walker].clothes, chance));
    }
    for (double left = scene.false_boxes; left > 0; left -= 1) {
      if (unit(chance) > left) continue;
      const auto x = static_cast<float>(unit(chance) * scene.picture.width);
      const auto y = static_cast<float>(unit(chance) * scene.picture.height);
      detections.push_back(
          {{x - 20, y - 60, x + 20, y + 60}, static_cast<float>(0.3 + 0.4 * unit(chance)), 0});
      appearances.emplace_back(clothes_of(1000 + look, chance));
    }
    shuffle(detections, appearances, scene.shuffle + static_cast<unsigned>(look));
    if (!scene.appearance) appearances.clear();
    for (Detection& detection : detections) {
      Box& box = detection.box;
      box = {box.left * scene.scale, box.top * scene.scale, box.right * scene.scale,
             box.bottom * scene.scale};
    }
    const auto scaled = [&](int side) {
      return static_cast<int>(static_cast<float>(side) * scene.scale);
    };
    const Tracks tracks = tracker.update(
        scene.starts_s + time_s, {scaled(scene.picture.width), scaled(scene.picture.height)},
        detections, appearances);
    outcome.tracks.push_back(tracks);
    for (const Track& track : tracks)
      if (track.confirmed) seen_ids.insert(track.id);
    for (const Track& track : tracks) {
      if (!track.seen) continue;
      const auto walker = walker_of.find(track.score);
      if (walker == walker_of.end()) continue;
      if (track.confirmed) good_ids.insert(track.id);
      auto& history = outcome.ids_of[walker->second];
      if (!history.empty() && history.back() == track.id) continue;
      if (!history.empty()) ++outcome.switches;
      history.push_back(track.id);
    }
  }
  outcome.ids = seen_ids.size();
  for (const std::int64_t id : seen_ids)
    if (!good_ids.contains(id)) ++outcome.strangers;
  return outcome;
}

}  // namespace trigo
