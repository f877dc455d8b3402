#include "decode/damage_trail.hpp"

namespace trigo {

void DamageTrail::damaged(const CodedPicture& packet) {
  if (!trail_) trail_ = Trail{.first = packet.number};
  trail_->last = packet;
  trail_->pictures = 0;
}

Damage DamageTrail::judge(const CodedPicture& picture, bool key, bool concealed) {
  if (concealed) damaged(picture);
  if (!trail_) return Damage::none;
  const CodedPicture& last = trail_->last;
  if (picture.number == trail_->first || picture.number == last.number) return Damage::own;
  // Pictures that are decoded after a key frame but shown before it may refer to what was before
  // it; those that are shown after it do not, nor to these.
  const bool later =
      picture.number > last.number || (picture.stamp && last.stamp && *picture.stamp > *last.stamp);
  if ((key && later) || ++trail_->pictures > longest) trail_.reset();
  if (key || !trail_ || picture.number < trail_->first) return Damage::none;
  return Damage::inherited;
}

}  // namespace trigo
