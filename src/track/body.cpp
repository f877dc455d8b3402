#include "track/body.hpp"

#include <algorithm>
#include <cmath>

#include "track/constants.hpp"

namespace trigo {
namespace {

using namespace tracking;

bool moved_from(const Box& first, const Box& now) {
  const double reach = still_reach * first.height();
  return std::abs(first.left - now.left) > reach || std::abs(first.right - now.right) > reach ||
         std::abs(first.top - now.top) > reach || std::abs(first.bottom - now.bottom) > reach;
}

}  // namespace

Body::Body(std::int64_t id, const Detection& detection, const std::optional<Appearance>& appearance,
           double now_s, double confidence)
    : id_(id),
      class_id_(detection.class_id),
      sure_score_(confidence + sure_margin),
      motion_(detection.box),
      appearance_(appearance),
      first_(detection.box),
      since_s_(now_s),
      seen_s_(now_s),
      score_(detection.score),
      best_score_(detection.score) {
  follow_feet(now_s);
}

void Body::take(const Detection& detection, double now_s, double sway) {
  motion_.correct(detection.box, sway);
  score_ = detection.score;
  best_score_ = std::max(best_score_, score_);
  seen_s_ = now_s;
  const double needed_s = best_score_ >= sure_score_ ? birth_s : unsure_birth_s;
  confirmed_ = confirmed_ || now_s - since_s_ >= needed_s;
  moved_ = moved_ || moved_from(first_, motion_.box());
  follow_feet(now_s);
}

void Body::learn(const Appearance& appearance, double since_s) {
  if (appearance_)
    appearance_->blend(appearance, 1 - std::exp(-since_s / appearance_memory_s));
  else
    appearance_ = appearance;
}

void Body::follow_feet(double now_s) {
  while (!trail_.empty() && now_s - trail_.front().time_s > trail_s) trail_.pop_front();
  if (!trail_.empty() && now_s - trail_.back().time_s < trail_step_s) return;
  trail_.push_back({now_s, feet_of(motion_.box())});
}

bool Body::gone(double now_s, Size picture) const {
  const double unseen_s = now_s - seen_s_;
  if (!confirmed_) return unseen_s > unproven_s;
  const Box box = motion_.box();
  const bool inside = clipped(box, picture).area() >= inside_share * box.area();
  return unseen_s > (inside ? memory_s : outside_memory_s);
}

Track Body::track(double ahead_s, bool seen) const {
  Motion motion = motion_;
  motion.predict(ahead_s);
  Track track{.id = id_,
              .class_id = class_id_,
              .box = motion.box(),
              .score = score_,
              .seen = seen,
              .confirmed = confirmed_,
              .still = !moved_ && seen_s_ - since_s_ >= still_s,
              .since_s = since_s_,
              .seen_s = seen_s_};
  track.trail.reserve(trail_.size());
  for (const Step& step : trail_) track.trail.push_back(step.feet);
  return track;
}

}  // namespace trigo
