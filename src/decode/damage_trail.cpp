#include "decode/damage_trail.hpp"

#include <utility>

namespace trigo {

void DamageTrail::damaged(const CodedPicture& packet) {
  if (!trail_) trail_ = Trail{.first = packet.number};
  trail_->last = packet;
  trail_->pictures = 0;
}

Damage DamageTrail::judge(const CodedPicture& picture, bool key, Flagged flagged) {
  if (flagged != Flagged::no) damaged(picture);
  const bool was_unrecovered = std::exchange(unrecovered_, flagged == Flagged::unrecovered);
  if (!trail_) return Damage::none;
  const CodedPicture& last = trail_->last;
  if (picture.number == trail_->first || picture.number == last.number) return Damage::own;
  // Pictures that are decoded after a key frame but shown before it may refer to what was before
  // it; those that are shown after it do not, nor to these.
  const bool later =
      picture.number > last.number || (picture.stamp && last.stamp && *picture.stamp > *last.stamp);
  const bool begins = key || (was_unrecovered && !unrecovered_);
  if ((begins && later) || ++trail_->pictures > longest) trail_.reset();
  if (begins || !trail_ || picture.number < trail_->first) return Damage::none;
  return Damage::inherited;
}

}  // namespace trigo
