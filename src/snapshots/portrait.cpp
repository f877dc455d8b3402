#include "snapshots/portrait.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace trigo {
namespace {

constexpr int longest_side_px = 320;
constexpr float margin = 0.12F;  // Of the box's height, around it.
constexpr int shortest_side_px = 16;

int even(double side) {
  return std::max(static_cast<int>(side) / 2 * 2, shortest_side_px);
}

double quality_of(const Track& track, Size picture) {
  const double area = std::max(track.box.area(), 1.0F);
  const double whole = clipped(track.box, picture).area() / area;
  return static_cast<double>(track.score) * whole * track.box.height();
}

std::optional<I420Image> cut_out(const Picture& picture, const Box& box) {
  const Picture planes = in_planes(picture);
  const float more = margin * box.height();
  const Box around = clipped({box.left - more, box.top - more, box.right + more, box.bottom + more},
                             picture.size());
  if (planes.size().empty() || around.width() < 1 || around.height() < 1) return std::nullopt;
  const Picture part = part_of(planes, around);
  const double longest = std::max(part.size().width, part.size().height);
  const double scale = std::min(1.0, longest_side_px / longest);
  I420Image image({even(part.size().width * scale), even(part.size().height * scale)});
  if (!scale_into(part, image.view())) return std::nullopt;
  return image;
}

}  // namespace

template <typename Over>
Portraits PortraitTaker::take_those(const Over& over) {
  const auto taken = std::stable_partition(sitters_.begin(), sitters_.end(),
                                           [&](const Sitter& sitter) { return !over(sitter); });
  Portraits portraits;
  for (auto sitter = taken; sitter != sitters_.end(); ++sitter)
    if (sitter->best) portraits.push_back(std::move(*sitter->best));
  sitters_.erase(taken, sitters_.end());
  return portraits;
}

Portraits PortraitTaker::observe(const EventRecord& event) {
  if (event.type == to_string(PresenceEventType::entered)) {
    sitters_.push_back({.entered = event});
    return {};
  }
  const bool all = event.type == to_string(PresenceEventType::unknown);
  if (!all && event.type != to_string(PresenceEventType::left)) return {};
  return take_those([&](const Sitter& sitter) {
    return sitter.entered.place == event.place && (all || sitter.entered.person == event.person);
  });
}

Portraits PortraitTaker::look(const Frame& frame, const Tracks& tracks) {
  for (Sitter& sitter : sitters_) {
    if (!sitter.first) sitter.first = frame.arrival;
    const auto track = std::find_if(tracks.begin(), tracks.end(), [&](const Track& one) {
      return one.id == sitter.entered.person && one.seen;
    });
    if (track == tracks.end()) continue;
    const double quality = quality_of(*track, frame.picture.size());
    if (quality <= sitter.quality) continue;
    auto image = cut_out(frame.picture, track->box);
    if (!image) continue;
    sitter.quality = quality;
    sitter.best.emplace(Portrait{sitter.entered, std::move(*image), frame.picture.color()});
  }
  return take_those(
      [&](const Sitter& sitter) { return frame.arrival - *sitter.first >= patience; });
}

Portraits PortraitTaker::finish() {
  return take_those([](const Sitter&) { return true; });
}

}  // namespace trigo
