#include "track/settled_tracks.hpp"

#include <algorithm>
#include <limits>

#include "track/constants.hpp"

namespace trigo {
namespace {

Box between(const Box& a, const Box& b, float share) {
  const auto mix = [share](float from, float to) { return from + share * (to - from); };
  return {mix(a.left, b.left), mix(a.top, b.top), mix(a.right, b.right), mix(a.bottom, b.bottom)};
}

}  // namespace

void SettledTracks::add(std::int64_t frame, std::int64_t epoch, double media_time_s,
                        const Tracks& tracks) {
  if (epoch != epoch_) finish();
  epoch_ = epoch;
  looks_.push_back({frame, media_time_s, {}});
  for (const Track& track : tracks) {
    if (!track.seen) continue;
    const SettledBox box{frame, track.id, track.class_id, track.box, track.score};
    fill(box);
    looks_.back().boxes.emplace(track.id, box);
    known_[track.id] = {media_time_s, track.confirmed};
  }
  // Nobody is found again who was not seen for longer.
  settle_until(media_time_s - tracking::memory_s);
}

/// The looks between the one that saw it before and the last one.
void SettledTracks::fill(const SettledBox& now) {
  const auto before = std::find_if(looks_.rbegin() + 1, looks_.rend(),
                                   [&](const Look& look) { return look.boxes.contains(now.id); });
  if (before == looks_.rend()) return;
  const SettledBox from = before->boxes.at(now.id);
  const double span_s = looks_.back().time_s - before->time_s;
  for (auto look = looks_.rbegin() + 1; look != before; ++look) {
    const auto share = static_cast<float>((look->time_s - before->time_s) / span_s);
    look->boxes.emplace(now.id, SettledBox{look->frame, now.id, now.class_id,
                                           between(from.box, now.box, share), 0, false});
  }
}

void SettledTracks::settle_until(double time_s) {
  while (!looks_.empty() && looks_.front().time_s < time_s) {
    for (const auto& [id, box] : looks_.front().boxes)
      if (known_.at(id).confirmed) write_(box);
    looks_.pop_front();
  }
  std::erase_if(known_, [&](const auto& entry) { return entry.second.seen_s < time_s; });
}

void SettledTracks::finish() {
  settle_until(std::numeric_limits<double>::infinity());
}

}  // namespace trigo
