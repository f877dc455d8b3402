#include "decode/decode_plan.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace trigo {
namespace {

// Stamps are rounded, and a schedule takes pictures a little early.
constexpr double tolerance = 1.05;

}  // namespace

std::string_view to_string(DecodeMode mode) {
  switch (mode) {
    case DecodeMode::automatic:
      return "auto";
    case DecodeMode::all:
      return "all";
    case DecodeMode::reference:
      return "reference";
    case DecodeMode::keyframes:
      return "keyframes";
  }
  return "";
}

void DecodePlan::abandon(Discard reason) {
  if (trusting_) return;
  broken_ = reason;
  if (reason != Discard::economy) return;
  cut_ = true;
  now_ = DecodeMode::keyframes;
}

/// One more packet without a key frame before it.
void DecodePlan::search_on() {
  if (++searched_ < longest_search) return;
  trusting_ = true;
  broken_.reset();
}

void DecodePlan::observe_key(const PacketTraits& packet) {
  if (last_key_s_) {
    key_gaps_s_.add(packet.due_s - *last_key_s_);
    reference_gaps_s_.add(std::max(reference_gap_s_, packet.due_s - last_reference_s_));
    had_disposable_ = any_disposable_;
  }
  last_key_s_ = packet.due_s;
  last_reference_s_ = packet.due_s;
  reference_gap_s_ = 0;
  any_disposable_ = false;
}

DecodeMode DecodePlan::choose(const Wanted& wanted) const {
  if (mode_ != DecodeMode::automatic) return mode_;
  if (wanted.watched) return DecodeMode::all;
  const double enough_s = wanted.detect_period_s * tolerance;
  if (key_gaps_s_.within(enough_s)) return DecodeMode::keyframes;
  if (had_disposable_ && reference_gaps_s_.within(enough_s)) return DecodeMode::reference;
  return DecodeMode::all;
}

DecodePlan::Verdict DecodePlan::judge_key(const Wanted& wanted) {
  watched_ = wanted.watched;
  now_ = choose(wanted);
  cut_ = mode_ == DecodeMode::automatic && now_ != DecodeMode::keyframes && !wanted.whole;
  if (cut_) now_ = DecodeMode::keyframes;
  if (trusting_) return {.loop_filter = loop_filter()};

  // M-JPEG is nothing but key frames: those that nobody waits for are not decoded either.
  if (now_ == DecodeMode::keyframes && !wanted.due) {
    broken_ = Discard::economy;
    return {.discard = Discard::economy};
  }
  const bool restart = broken_.has_value();
  broken_.reset();
  return {.restart = restart, .alone = now_ == DecodeMode::keyframes, .loop_filter = loop_filter()};
}

DecodePlan::Verdict DecodePlan::judge_follower(const PacketTraits& packet) {
  any_disposable_ = any_disposable_ || packet.disposable;
  if (!packet.disposable) {
    reference_gap_s_ = std::max(reference_gap_s_, packet.due_s - last_reference_s_);
    last_reference_s_ = packet.due_s;
  }
  if (trusting_) return {.loop_filter = loop_filter()};
  if (searching() && packet.intra) broken_.reset();
  if (broken_) {
    const Verdict verdict{.discard = broken_};
    if (*broken_ == Discard::no_key) search_on();
    return verdict;
  }
  if (now_ == DecodeMode::keyframes) {
    broken_ = Discard::economy;
    return {.discard = broken_};
  }
  if (now_ == DecodeMode::reference && packet.disposable) return {.discard = Discard::economy};
  return {.loop_filter = loop_filter()};
}

std::string DecodePlan::reason() const {
  if (trusting_) return "no key frame is marked in this stream";
  if (now_ == DecodeMode::automatic) return "no key frame yet";
  const std::string key_frames = key_period_s() > 0
                                     ? fmt::format("key frames, every {:.2g} s,", key_period_s())
                                     : "key frames,";
  if (cut_)
    return "the machine is short of time: " + key_frames + " and whole groups of pictures in turns";
  if (mode_ != DecodeMode::automatic) return "as configured";
  if (now_ == DecodeMode::keyframes) return key_frames + " are enough for detection";
  if (now_ == DecodeMode::reference)
    return "pictures that others refer to are enough for detection";
  if (watched_) return "somebody watches";
  if (key_period_s() == 0) return "how often key frames come is not known yet";
  return fmt::format("detection needs more than {} and {}", key_frames,
                     had_disposable_ ? "more than the pictures that others refer to"
                                     : "every picture is referred to by others");
}

}  // namespace trigo
