#include "engine/recent_pictures.hpp"

#include <algorithm>

namespace trigo {
namespace {

/// From the pixels of one picture to those of another.
struct Scaling {
  float x;
  float y;

  Scaling(Size from, Size to)
      : x(static_cast<float>(to.width) / static_cast<float>(from.width)),
        y(static_cast<float>(to.height) / static_cast<float>(from.height)) {}

  Point operator()(Point point) const { return {point.x * x, point.y * y}; }
  Box operator()(const Box& box) const {
    return {box.left * x, box.top * y, box.right * x, box.bottom * y};
  }
};

}  // namespace

void RecentPictures::add(const LivePicture& picture, Instant now) {
  forget_old(now);
  std::erase_if(known_, [&](const Known& known) {
    return known.picture.frame.epoch == picture.frame.epoch &&
           known.picture.frame.sequence == picture.frame.sequence;
  });
  if (known_.size() == most) known_.pop_front();
  const Size size = picture.frame.picture.size();
  known_.push_back({now, size, picture});
  known_.back().picture.frame.picture = {};
}

bool RecentPictures::annotate(LivePicture& picture, Instant now) {
  forget_old(now);
  const auto distance = [&](const Known& known) {
    return std::chrono::abs(known.picture.frame.arrival - picture.frame.arrival);
  };
  const auto nearest =
      std::min_element(known_.begin(), known_.end(),
                       [&](const Known& a, const Known& b) { return distance(a) < distance(b); });
  if (nearest == known_.end() || distance(*nearest) > near_enough) return false;
  const Scaling scaled(nearest->size, picture.frame.picture.size());
  const LivePicture& known = nearest->picture;
  picture.detected = known.detected;
  picture.scene = known.scene;
  picture.presence = known.presence;
  picture.boxes = known.boxes;
  for (Detection& detection : picture.boxes) detection.box = scaled(detection.box);
  picture.tracks = known.tracks;
  for (Track& track : picture.tracks) {
    track.box = scaled(track.box);
    for (Point& point : track.trail) point = scaled(point);
  }
  return true;
}

void RecentPictures::forget_old(Instant now) {
  while (!known_.empty() && known_.front().published < now - kept) known_.pop_front();
}

}  // namespace trigo
