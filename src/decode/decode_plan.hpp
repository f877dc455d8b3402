#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/frame_ledger.hpp"

namespace trigo {

/// Which pictures of a stream are decoded.
enum class DecodeMode {
  automatic,  // The cheapest that gives detection its pictures; all in full where somebody watches.
  all,        // Every picture, in full quality.
  reference,  // Those that others refer to.
  keyframes,  // Those that stand alone.
};
std::string_view to_string(DecodeMode mode);  // "auto", "all", "reference", "keyframes"

/// Decides for each packet of one input whether it is decoded, so that no wrong picture ever comes
/// out: whatever was left out, pictures that refer to it are left out too, up to the next key
/// frame. Thread-bound; one instance per input.
class DecodePlan {
 public:
  /// A packet, in decode order.
  struct PacketTraits {
    bool key = false;
    bool disposable = false;  // No other picture refers to it.
    double due_s = 0;         // Packet::due_s
  };

  /// Who wants pictures, at a key frame.
  struct Wanted {
    double detect_period_s = 0;
    bool watched = false;
    bool due = true;    // Somebody waits for the picture of this very key frame.
    bool whole = true;  // There is time to decode the group of pictures that begins here.
  };

  struct Verdict {
    std::optional<Discard> discard;  // Nothing: decode it.
    bool restart = false;            // First make the decoder forget what it remembers.
    bool alone = false;              // No packet follows it soon: its picture has to be pushed out.
    bool loop_filter = false;        // Pictures are for people, too.
  };

  explicit DecodePlan(DecodeMode mode) : mode_(mode) {}

  /// `wanted` is asked at key frames only.
  template <typename AskWanted>
  Verdict judge(const PacketTraits& packet, AskWanted wanted) {
    if (!packet.key) return judge_follower(packet);
    observe_key(packet);
    return judge_key(wanted());
  }

  /// Leaves out what follows, up to the next key frame: we are late (`behind`), or there is no
  /// time for it (`economy`).
  void abandon(Discard reason);
  /// A stream without any key frame mark shall not stay dark: from now on all is decoded.
  void trust_all();

  /// How the present group of pictures is decoded; automatic before the first key frame.
  DecodeMode now() const { return now_; }
  /// Whether it is decoded less than wished because the machine has no room.
  bool is_cut() const { return cut_; }
  /// Time between the last two key frames, seconds; 0 while unknown.
  double key_period_s() const { return key_period_s_; }
  /// Why `now()` is what it is, for people: "key frames come every 0.5 s, often enough".
  std::string reason() const;

 private:
  void observe_key(const PacketTraits& packet);
  Verdict judge_key(const Wanted& wanted);
  Verdict judge_follower(const PacketTraits& packet);
  DecodeMode choose(const Wanted& wanted) const;

  const DecodeMode mode_;
  DecodeMode now_ = DecodeMode::automatic;
  bool cut_ = false;
  bool watched_ = false;
  bool loop_filter_ = true;
  // Nothing: all references of what comes next are in the decoder. Else why they are not.
  std::optional<Discard> broken_ = Discard::no_key;
  bool trusting_ = false;
  // Observed, of packets decoded or not.
  std::optional<double> last_key_s_;
  double key_period_s_ = 0;
  double last_reference_s_ = 0;
  double reference_gap_s_ = 0;       // Longest in the present group …
  double last_reference_gap_s_ = 0;  // … and in the last whole one; 0 while unknown.
  bool any_disposable_ = false;
  bool had_disposable_ = false;
};

}  // namespace trigo
