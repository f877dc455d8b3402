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
  int switches = 0;  // Times that a walker was given another id than before.
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

/// What a camera shows and a detector makes of it, look by look.
class Stage {
 public:
  explicit Stage(const Scene& scene) : scene_(scene), chance_(scene.seed) {}

  /// What is detected at a look. In an order of chance.
  void show(int look, double time_s) {
    detections.clear();
    appearances.clear();
    walker_of.clear();
    const auto truth = stand(time_s);
    for (const auto& [walker, box] : truth)
      if (is_seen(box, truth)) detect(walker, box);
    for (double left = scene_.false_boxes; left > 0; left -= 1)
      if (unit_(chance_) <= left) imagine(look);
    shuffle(detections, appearances, scene_.shuffle + static_cast<unsigned>(look));
    if (!scene_.appearance) appearances.clear();
    for (Detection& detection : detections) {
      Box& box = detection.box;
      box = {box.left * scene_.scale, box.top * scene_.scale, box.right * scene_.scale,
             box.bottom * scene_.scale};
    }
  }

  Detections detections;
  std::vector<std::optional<Appearance>> appearances;
  std::map<float, std::size_t> walker_of;  // By score: a track tells that of its detection.

 private:
  using Truth = std::vector<std::pair<std::size_t, Box>>;  // Walker and box.

  Truth stand(double time_s) {
    const auto shake_x = static_cast<float>(scene_.shake * normal_(chance_) * 120);
    const auto shake_y = static_cast<float>(scene_.shake * normal_(chance_) * 120);
    Truth truth;
    for (std::size_t i = 0; i < scene_.walkers.size(); ++i)
      if (const auto feet = scene_.walkers[i].feet(time_s))
        truth.emplace_back(i, body_box(scene_.walkers[i], {feet->x + shake_x, feet->y + shake_y}));
    return truth;
  }

  bool is_seen(const Box& box, const Truth& truth) {
    const bool hidden = std::any_of(truth.begin(), truth.end(), [&](const auto& other) {
      return other.second.bottom > box.bottom &&
             shared_area(other.second, box) > scene_.hidden_from * box.area();
    });
    if (hidden || clipped(box, scene_.picture).area() < 0.3F * box.area()) return false;
    if (scene_.covered && scene_.covered(box)) return false;
    return unit_(chance_) >= scene_.missed;
  }

  void detect(std::size_t walker, const Box& box) {
    const Walker& body = scene_.walkers[walker];
    const Box seen = clipped(box, scene_.picture);
    const auto off = [&] {
      return static_cast<float>(scene_.noise * normal_(chance_)) * body.height;
    };
    const Box measured{seen.left + off(), seen.top + off(), seen.right + off(),
                       seen.bottom + off()};
    const auto score = static_cast<float>(0.6 + 0.3 * unit_(chance_));
    walker_of.emplace(score, walker);
    detections.push_back({measured, score, 0});
    appearances.emplace_back(clothes_of(body.clothes, chance_));
  }

  void imagine(int look) {
    const auto x = static_cast<float>(unit_(chance_) * scene_.picture.width);
    const auto y = static_cast<float>(unit_(chance_) * scene_.picture.height);
    const auto score = static_cast<float>(0.3 + 0.4 * unit_(chance_));
    detections.push_back({{x - 20, y - 60, x + 20, y + 60}, score, 0});
    appearances.emplace_back(clothes_of(1000 + look, chance_));
  }

  const Scene& scene_;
  std::mt19937 chance_;
  std::normal_distribution<double> normal_{0, 1};
  std::uniform_real_distribution<double> unit_{0, 1};
};

/// Plays a scene for one tracker.
inline Outcome play(const Scene& scene) {
  PersonIds ids;
  Tracker tracker(0.45F, ids);
  Stage stage(scene);
  Outcome outcome;
  std::set<std::int64_t> confirmed;
  std::set<std::int64_t> good;
  const auto scaled = [&](int side) {
    return static_cast<int>(static_cast<float>(side) * scene.scale);
  };
  const Size picture{scaled(scene.picture.width), scaled(scene.picture.height)};
  const int looks = static_cast<int>(scene.length_s * scene.rate);
  for (int look = 0; look < looks; ++look) {
    const double time_s = look / scene.rate;
    if (scene.blind && scene.blind(time_s)) continue;
    stage.show(look, time_s);
    outcome.tracks.push_back(
        tracker.update(scene.starts_s + time_s, picture, stage.detections, stage.appearances));
    for (const Track& track : outcome.tracks.back()) {
      if (track.confirmed) confirmed.insert(track.id);
      const auto walker = stage.walker_of.find(track.score);
      if (!track.seen || walker == stage.walker_of.end()) continue;
      if (track.confirmed) good.insert(track.id);
      auto& history = outcome.ids_of[walker->second];
      if (!history.empty() && history.back() == track.id) continue;
      if (!history.empty()) ++outcome.switches;
      history.push_back(track.id);
    }
  }
  outcome.strangers = static_cast<std::size_t>(std::count_if(
      confirmed.begin(), confirmed.end(), [&](auto id) { return !good.contains(id); }));
  return outcome;
}

}  // namespace trigo
