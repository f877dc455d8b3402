#include "batch/latest_frames.hpp"

#include <algorithm>
#include <utility>

#include "base/check.hpp"

namespace trigo {

LatestFrames::LatestFrames(Policy policy, const Clock& clock, OnLost on_lost)
    : policy_(policy), clock_(clock), on_lost_(std::move(on_lost)) {
  TRIGO_CHECK(policy.in_flight_per_stream > 0);
}

LatestFrames::~LatestFrames() {
  close();
}

void LatestFrames::add(StreamId stream) {
  std::lock_guard lock(mutex_);
  if (slots_.size() <= stream.slot) slots_.resize(stream.slot + 1);
  Slot& slot = slots_[stream.slot];
  TRIGO_CHECK(!slot.used);
  slot.used = true;
  slot.stream = stream;
  slot.in_flight = 0;
  slot.weight = 1;
  slot.served = served_;
}

void LatestFrames::set_weight(StreamId stream, double weight) {
  TRIGO_CHECK(weight > 0);
  std::lock_guard lock(mutex_);
  if (Slot* slot = find(stream)) slot->weight = weight;
}

void LatestFrames::remove(StreamId stream) {
  std::vector<Lost> lost;
  {
    std::lock_guard lock(mutex_);
    Slot* slot = find(stream);
    if (!slot) return;
    if (slot->offer) lost.push_back(settle(*slot, FrameFate::cancelled));
    slot->used = false;
    room_.notify_all();
  }
  report(lost);
}

void LatestFrames::put(Offer offer, std::stop_token stop) {
  std::vector<Lost> lost;
  {
    std::unique_lock lock(mutex_);
    Slot* slot = nullptr;
    const auto ready = [&] {
      slot = closed_ ? nullptr : find(offer.frame.stream);
      return !slot || policy_.hand_over == HandOver::newest_wins || !slot->offer;
    };
    if (!room_.wait(lock, stop, ready)) slot = nullptr;
    if (!slot) {
      offer.ticket.settle(FrameFate::cancelled);
      lost.push_back({std::move(offer.frame), FrameFate::cancelled});
    } else {
      if (slot->offer)
        lost.push_back(settle(*slot, FrameFate::replaced));
      else  // Who did not ask for a while gets no more for it later.
        slot->served = std::max(slot->served, served_ - 1 / slot->weight);
      slot->offer.emplace(std::move(offer));
      arrival_.notify_one();
    }
  }
  report(lost);
}

std::vector<Offer> LatestFrames::take(int max_frames, Duration patience, std::stop_token stop) {
  TRIGO_CHECK(max_frames > 0);
  while (true) {
    std::vector<Lost> lost;
    std::vector<Offer> batch;
    {
      std::unique_lock lock(mutex_);
      const auto ready = [&] { return closed_ || next_shape(); };
      if (!arrival_.wait(lock, stop, ready) || closed_) return {};
      if (patience > Duration::zero()) {
        const Size shape = *next_shape();
        arrival_.wait_for(lock, stop, patience,
                          [&] { return closed_ || company(shape) >= max_frames; });
      }
      expire_old(lost);
      if (const auto shape = next_shape()) batch = collect(max_frames, *shape);
      // One wake-up may have stood for several frames: pass it on to the next lane.
      if (next_shape()) arrival_.notify_one();
    }
    report(lost);
    if (!batch.empty()) return batch;
    if (stop.stop_requested()) return {};
  }
}

void LatestFrames::done(StreamId stream) {
  std::lock_guard lock(mutex_);
  Slot* slot = find(stream);
  if (!slot) return;
  TRIGO_CHECK(slot->in_flight > 0);
  --slot->in_flight;
  if (slot->offer) arrival_.notify_one();
}

void LatestFrames::close() {
  std::vector<Lost> lost;
  {
    std::lock_guard lock(mutex_);
    closed_ = true;
    for (Slot& slot : slots_)
      if (slot.offer) lost.push_back(settle(slot, FrameFate::cancelled));
    arrival_.notify_all();
    room_.notify_all();
  }
  report(lost);
}

int LatestFrames::waiting() const {
  std::lock_guard lock(mutex_);
  return static_cast<int>(std::count_if(slots_.begin(), slots_.end(),
                                        [](const Slot& slot) { return slot.offer.has_value(); }));
}

LatestFrames::Slot* LatestFrames::find(StreamId stream) {
  if (stream.slot >= slots_.size()) return nullptr;
  Slot& slot = slots_[stream.slot];
  return slot.used && slot.stream == stream ? &slot : nullptr;
}

bool LatestFrames::takeable(const Slot& slot) const {
  return slot.offer && slot.in_flight < policy_.in_flight_per_stream;
}

/// The slot whose turn it is, or null.
const LatestFrames::Slot* LatestFrames::next() const {
  const Slot* least = nullptr;
  for (const Slot& slot : slots_)
    if (takeable(slot) && (least == nullptr || slot.served < least->served)) least = &slot;
  return least;
}

/// The shape of the frame whose turn it is, if there is one.
std::optional<Size> LatestFrames::next_shape() const {
  const Slot* slot = next();
  return slot == nullptr ? std::nullopt : std::optional(slot->offer->shape);
}

int LatestFrames::company(Size shape) const {
  return static_cast<int>(std::count_if(slots_.begin(), slots_.end(), [&](const Slot& slot) {
    return takeable(slot) && slot.offer->shape == shape;
  }));
}

void LatestFrames::expire_old(std::vector<Lost>& lost) {
  if (policy_.hand_over == HandOver::block) return;
  const Instant oldest = clock_.now() - policy_.max_age;
  for (Slot& slot : slots_)
    if (takeable(slot) && slot.offer->frame.arrival < oldest)
      lost.push_back(settle(slot, FrameFate::expired));
}

std::vector<Offer> LatestFrames::collect(int max_frames, Size shape) {
  std::vector<Slot*> ready;
  for (Slot& slot : slots_)
    if (takeable(slot) && slot.offer->shape == shape) ready.push_back(&slot);
  std::stable_sort(ready.begin(), ready.end(),
                   [](const Slot* a, const Slot* b) { return a->served < b->served; });
  if (std::ssize(ready) > max_frames) ready.resize(static_cast<std::size_t>(max_frames));
  std::vector<Offer> batch;
  for (Slot* slot : ready) {
    batch.push_back(std::move(*slot->offer));
    slot->offer.reset();
    batch.back().ticket.take();
    ++slot->in_flight;
    served_ = std::max(served_, slot->served);
    slot->served += 1 / slot->weight;
  }
  if (policy_.hand_over == HandOver::block) room_.notify_all();
  return batch;
}

LatestFrames::Lost LatestFrames::settle(Slot& slot, FrameFate fate) {
  slot.offer->ticket.settle(fate);
  Lost lost{std::move(slot.offer->frame), fate};
  slot.offer.reset();
  return lost;
}

void LatestFrames::report(const std::vector<Lost>& lost) const {
  for (const auto& [frame, fate] : lost) on_lost_(frame, fate);
}

}  // namespace trigo
