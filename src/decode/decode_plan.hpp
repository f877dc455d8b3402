#pragma once

#include <algorithm>
#include <array>
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
    bool intra = false;       // Stands alone, though nothing marks it. Of use while searching().
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

  /// Packets without any key frame among them, after which an input is taken to have no such mark:
  /// it shall not stay dark, and from then on all of it is decoded.
  static constexpr int longest_search = 250;

  /// The shortest time without a key frame that is too long, where they came before.
  static constexpr double key_patience_s = 10;

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

  /// Whether no picture has been found yet with which decoding can begin.
  bool searching() const { return broken_ == Discard::no_key && !trusting_; }
  /// How the present group of pictures is decoded; automatic before the first key frame.
  DecodeMode now() const { return now_; }
  /// Whether it is decoded less than wished because the machine has no room.
  bool is_cut() const { return cut_; }
  /// The longest time between two of the last key frames, seconds; 0 before the second one.
  double key_period_s() const { return key_gaps_s_.longest(); }
  /// Whether key frames have ceased to come: packets left out until the next are no sign of life.
  bool misses_key(double due_s) const {
    return last_key_s_ && due_s - *last_key_s_ > std::max(key_patience_s, 3 * key_period_s());
  }
  /// Why `now()` is what it is, for people: "key frames come every 0.5 s, often enough".
  std::string reason() const;

 private:
  /// The last few of some gaps: what was short once may be long the next time.
  class Gaps {
   public:
    void add(double gap_s) { last_[count_++ % last_.size()] = gap_s; }
    /// Whether there were enough of them, and all were so short.
    bool within(double limit_s) const { return count_ >= last_.size() && longest() <= limit_s; }
    double longest() const { return *std::max_element(last_.begin(), last_.end()); }

   private:
    std::array<double, 4> last_{};
    std::size_t count_ = 0;
  };

  void observe_key(const PacketTraits& packet);
  Verdict judge_key(const Wanted& wanted);
  Verdict judge_follower(const PacketTraits& packet);
  void search_on();
  DecodeMode choose(const Wanted& wanted) const;
  /// Pictures for people are in full quality, and before the first key frame nobody knows.
  bool loop_filter() const {
    return watched_ || mode_ == DecodeMode::all || now_ == DecodeMode::automatic;
  }

  DecodeMode mode_;
  DecodeMode now_ = DecodeMode::automatic;
  bool cut_ = false;
  bool watched_ = false;
  // Nothing: all references of what comes next are in the decoder. Else why they are not.
  std::optional<Discard> broken_ = Discard::no_key;
  int searched_ = 0;  // Packets before the first key frame.
  bool trusting_ = false;
  // Observed, of packets decoded or not.
  std::optional<double> last_key_s_;
  Gaps key_gaps_s_;
  double last_reference_s_ = 0;
  double reference_gap_s_ = 0;  // Longest in the present group of pictures.
  Gaps reference_gaps_s_;       // … and in those before it.
  bool any_disposable_ = false;
  bool had_disposable_ = false;
};

}  // namespace trigo
