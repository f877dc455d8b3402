#include "track/settled_tracks.hpp"

#include <algorithm>
#include <limits>
#include <utility>

#include "track/constants.hpp"

namespace trigo {
namespace {

Box between(const Box& a, const Box& b, float share) {
  const auto mix = [share](float from, float to) { return from + share * (to - from); };
  return {mix(a.left, b.left), mix(a.top, b.top), mix(a.right, b.right), mix(a.bottom, b.bottom)};
}

}  // namespace

void SettledTracks::add(SettledLook look, const Tracks& tracks) {
  if (look.epoch != epoch_) finish();
  epoch_ = look.epoch;
  const double now_s = look.media_time_s;
  looks_.push_back({std::move(look), {}});
  for (const Track& track : tracks) {
    if (!track.seen) continue;
    const SettledBox box{looks_.back().told.frame, track.id, track.class_id, track.box,
                         track.score};
    fill(box);
    looks_.back().boxes.emplace(track.id, box);
    known_[track.id] = {now_s, track.confirmed};
  }
  // Nobody is found again who was not seen for longer.
  settle_until(now_s - tracking::memory_s);
}

/// The looks between the one that saw it before and the last one.
void SettledTracks::fill(const SettledBox& now) {
  const auto before = std::find_if(looks_.rbegin() + 1, looks_.rend(),
                                   [&](const Look& look) { return look.boxes.contains(now.id); });
  if (before == looks_.rend()) return;
  const SettledBox from = before->boxes.at(now.id);
  const double begin_s = before->told.media_time_s;
  const double span_s = looks_.back().told.media_time_s - begin_s;
  for (auto look = looks_.rbegin() + 1; look != before; ++look) {
    const auto share = static_cast<float>((look->told.media_time_s - begin_s) / span_s);
    look->boxes.emplace(now.id, SettledBox{look->told.frame, now.id, now.class_id,
                                           between(from.box, now.box, share), 0, false});
  }
}

void SettledTracks::settle_until(double time_s) {
  while (!looks_.empty() && looks_.front().told.media_time_s < time_s) {
    SettledLook& look = looks_.front().told;
    for (const auto& [id, box] : looks_.front().boxes)
      if (known_.at(id).confirmed) look.boxes.push_back(box);
    write_(look);
    looks_.pop_front();
  }
  std::erase_if(known_, [&](const auto& entry) { return entry.second.seen_s < time_s; });
}

void SettledTracks::finish() {
  settle_until(std::numeric_limits<double>::infinity());
}

}  // namespace trigo
