#include "track/tracker.hpp"

#include <algorithm>
#include <cmath>
#include <tuple>

#include "base/check.hpp"
#include "track/assignment.hpp"
#include "track/constants.hpp"

namespace trigo {
namespace {

using namespace tracking;

const std::optional<Appearance> unknown_appearance;

Box grown(const Box& box, double by) {
  const auto px = static_cast<float>(by);
  return {box.left - px, box.top - px, box.right + px, box.bottom + px};
}

bool is_sound(const Detection& detection) {
  const Box& box = detection.box;
  return std::isfinite(box.left + box.top + box.right + box.bottom) && box.width() >= 1 &&
         box.height() >= 1;
}

/// A total order, so that the order in which a detector tells its boxes does not matter.
auto rank(const Detection& detection) {
  const Box& box = detection.box;
  return std::tuple(-detection.score, detection.class_id, box.left, box.top, box.right, box.bottom);
}

/// A way in which a sighting could be that of a body.
struct Shift {
  int body;
  Point by;          // From where it was expected, picture pixels.
  double tolerance;  // Picture pixels.
};

void add_shift(const Motion& motion, const Box& box, int body, std::vector<Shift>& shifts) {
  const double height = motion.height();
  const Box expected = motion.box();
  const Point by{center_of(box).x - center_of(expected).x,
                 center_of(box).y - center_of(expected).y};
  if (std::hypot(by.x, by.y) > sway_reach * height) return;
  if (std::abs(std::log(box.height() / height)) > 2 * size_sd) return;
  shifts.push_back({body, by, sway_tolerance * height});
}

struct Agreement {
  int bodies = 0;
  Point mean;
};

/// Who agrees with `by`, each body once. `shifts`: those of a body one after the other.
Agreement agreement(const std::vector<Shift>& shifts, Point by) {
  Agreement agreed;
  int last = -1;
  for (const Shift& shift : shifts) {
    if (shift.body == last) continue;
    if (std::hypot(shift.by.x - by.x, shift.by.y - by.y) > shift.tolerance) continue;
    last = shift.body;
    ++agreed.bodies;
    agreed.mean.x += shift.by.x;
    agreed.mean.y += shift.by.y;
  }
  if (agreed.bodies == 0) return agreed;
  const auto count = static_cast<float>(agreed.bodies);
  return {agreed.bodies, {agreed.mean.x / count, agreed.mean.y / count}};
}

Box moved(const Box& box, Point by) {
  return {box.left + by.x, box.top + by.y, box.right + by.x, box.bottom + by.y};
}

}  // namespace

Tracker::Tracker(float confidence, PersonIds& ids) : confidence_(confidence), ids_(ids) {}

Tracks Tracker::update(double media_time_s, Size picture, std::span<const Detection> detections,
                       std::span<const std::optional<Appearance>> appearances) {
  TRIGO_CHECK(appearances.empty() || appearances.size() == detections.size());
  TRIGO_CHECK(!looked_ || media_time_s >= now_s_);
  step_s_ = looked_ ? media_time_s - now_s_ : 0;
  now_s_ = media_time_s;
  looked_ = true;
  for (Body& body : bodies_) body.predict(step_s_);

  auto sightings = sort_out(detections, appearances);
  sway_ = find_sway(sightings);
  associate(sightings, true, picture);
  associate(sightings, false, picture);
  learn_scene(sightings);
  carry_on(sightings);
  begin(sightings);
  std::erase_if(bodies_, [&](const Body& body) { return body.gone(now_s_, picture); });
  return predict(now_s_);
}

std::vector<Tracker::Sighting> Tracker::sort_out(
    std::span<const Detection> detections,
    std::span<const std::optional<Appearance>> appearances) const {
  std::vector<Sighting> sightings;
  sightings.reserve(detections.size());
  for (std::size_t i = 0; i < detections.size(); ++i)
    if (is_sound(detections[i]))
      sightings.push_back({detections[i],
                           appearances.empty() ? &unknown_appearance : &appearances[i],
                           detections[i].score >= confidence_});
  std::sort(sightings.begin(), sightings.end(), [](const Sighting& a, const Sighting& b) {
    return rank(a.detection) < rank(b.detection);
  });
  if (sightings.size() > max_boxes) sightings.erase(sightings.begin() + max_boxes, sightings.end());
  for (Sighting& one : sightings) {
    const float most = static_cast<float>(clear_overlap) * one.detection.box.area();
    one.clear =
        one.strong && std::none_of(sightings.begin(), sightings.end(), [&](const auto& other) {
          return &other != &one && other.strong &&
                 shared_area(one.detection.box, other.detection.box) > most;
        });
  }
  return sightings;
}

/// How far a shaken camera has moved the whole picture: the shift on which most bodies agree that
/// were just seen, each with some sighting of its size. None where too few agree, or not twice as
/// many as on none.
Point Tracker::find_sway(const std::vector<Sighting>& sightings) const {
  std::vector<Shift> shifts;
  int fresh = 0;
  for (std::size_t i = 0; i < bodies_.size(); ++i) {
    const Body& body = bodies_[i];
    if (now_s_ - step_s_ != body.seen_s()) continue;
    ++fresh;
    for (const Sighting& sighting : sightings)
      if (sighting.strong && sighting.detection.class_id == body.class_id())
        add_shift(body.motion(), sighting.detection.box, static_cast<int>(i), shifts);
  }
  const int needed = std::max(sway_bodies, static_cast<int>(std::ceil(sway_share * fresh)));
  if (fresh < needed) return {};
  Agreement best = agreement(shifts, {});
  const int standing = best.bodies;
  if (2 * standing > fresh) return {};
  for (const Shift& shift : shifts) {
    const Agreement agreed = agreement(shifts, shift.by);
    if (agreed.bodies > best.bodies) best = agreed;
  }
  return best.bodies >= needed && best.bodies >= 2 * standing ? best.mean : Point{};
}

/// Gives strong or weak sightings to bodies that have none yet, so that all in all it is likeliest.
void Tracker::associate(std::vector<Sighting>& sightings, bool strong, Size picture) {
  std::vector<char> taken(bodies_.size(), 0);
  for (const Sighting& sighting : sightings)
    if (sighting.body >= 0) taken[static_cast<std::size_t>(sighting.body)] = 1;
  std::vector<int> rows;
  for (std::size_t i = 0; i < bodies_.size(); ++i) {
    const double unseen_s = now_s_ - step_s_ - bodies_[i].seen_s();
    if (taken[i] == 0 && (strong || unseen_s <= weak_memory_s)) rows.push_back(static_cast<int>(i));
  }
  std::vector<Sighting*> columns;
  for (Sighting& sighting : sightings)
    if (sighting.strong == strong) columns.push_back(&sighting);

  GainMatrix gains(static_cast<int>(rows.size()), static_cast<int>(columns.size()));
  for (int i = 0; i < gains.rows(); ++i)
    for (int j = 0; j < gains.columns(); ++j)
      gains.at(i, j) = gain(bodies_[static_cast<std::size_t>(rows[static_cast<std::size_t>(i)])],
                            *columns[static_cast<std::size_t>(j)], picture);
  const auto chosen = assign(gains);
  for (std::size_t i = 0; i < chosen.size(); ++i)
    if (chosen[i] >= 0) columns[static_cast<std::size_t>(chosen[i])]->body = rows[i];
}

/// Natural logarithm of how much likelier it is that the sighting is of this body than that it is
/// of something new; not positive: never.
double Tracker::gain(const Body& body, const Sighting& sighting, Size picture) const {
  const Detection& detection = sighting.detection;
  if (body.class_id() != detection.class_id) return 0;
  const double unseen_s = now_s_ - body.seen_s();
  const double height = body.motion().height();
  const double margin = height * (buffer + buffer_speed * unseen_s);
  const Box box = moved(detection.box, {-sway_.x, -sway_.y});
  if (shared_area(grown(body.motion().box(), margin), grown(box, margin)) <= 0) return 0;

  const double square_heights =
      std::max(static_cast<double>(picture.width) * picture.height / (height * height), least_area);
  const double unexplained = std::log((sighting.strong ? newcomers : clutter) / square_heights);
  double odds = body.motion().log_density(box) - unexplained;
  odds -= (unseen_s - step_s_) / absence_s;
  if (!body.confirmed()) odds += unproven_odds;
  const bool fresh = unseen_s <= step_s_;
  if (body.appearance() && *sighting.appearance)
    odds += std::max(likeness_.evidence(body.appearance()->distance(**sighting.appearance)),
                     fresh ? -most_change : -most_appearance);
  return odds;
}

/// Two bodies in one picture are different ones, and what was given to a body is that body.
void Tracker::learn_scene(const std::vector<Sighting>& sightings) {
  likeness_.forget(step_s_);
  for (const Sighting& sighting : sightings) {
    if (!sighting.clear || sighting.body < 0 || !*sighting.appearance) continue;
    for (const Sighting& other : sightings) {
      if (other.body < 0) continue;
      const Body& body = bodies_[static_cast<std::size_t>(other.body)];
      if (!body.confirmed() || !body.appearance()) continue;
      const double distance = body.appearance()->distance(**sighting.appearance);
      if (other.body == sighting.body)
        likeness_.learn_same(distance, step_s_);
      else
        likeness_.learn_different(distance, step_s_);
    }
  }
}

void Tracker::carry_on(const std::vector<Sighting>& sightings) {
  for (const Sighting& sighting : sightings) {
    if (sighting.body < 0) continue;
    Body& body = bodies_[static_cast<std::size_t>(sighting.body)];
    const double since_s = now_s_ - body.seen_s();
    body.take(sighting.detection, now_s_, std::hypot(sway_.x, sway_.y));
    if (sighting.clear && *sighting.appearance) body.learn(**sighting.appearance, since_s);
  }
}

void Tracker::begin(const std::vector<Sighting>& sightings) {
  for (const Sighting& sighting : sightings) {
    if (!sighting.strong || sighting.body >= 0 || bodies_.size() >= max_boxes) continue;
    const bool duplicate =
        std::any_of(sightings.begin(), sightings.end(), [&](const Sighting& other) {
          return other.body >= 0 && other.detection.class_id == sighting.detection.class_id &&
                 iou(other.detection.box, sighting.detection.box) > duplicate_iou;
        });
    if (!duplicate)
      bodies_.emplace_back(ids_.next(), sighting.detection, *sighting.appearance, now_s_,
                           confidence_);
  }
}

Tracks Tracker::predict(double media_time_s) const {
  Tracks tracks;
  for (const Body& body : bodies_) {
    const bool seen_last = body.seen_s() == now_s_;
    if (!seen_last && !body.confirmed()) continue;
    if (media_time_s - body.seen_s() > hold_s) continue;
    tracks.push_back(body.track(media_time_s - now_s_, seen_last && media_time_s == now_s_));
  }
  return tracks;
}

}  // namespace trigo
