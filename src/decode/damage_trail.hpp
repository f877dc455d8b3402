#pragma once

#include <cstdint>
#include <optional>

namespace trigo {

/// What is wrong with a decoded picture.
enum class Damage {
  none,
  inherited,  // It refers, or may refer, to a damaged one.
  own,        // Found in itself: the decoder concealed it, or made up what it refers to.
};

/// What the decoder says of a picture.
enum class Flagged {
  no,
  unrecovered,  // It refers to pictures before the first one, and so will more; it says until when.
  concealed,    // There are errors in it.
};

/// A packet, or the picture that came out of it.
struct CodedPicture {
  std::int64_t number = 0;            // Of the packet, in decode order.
  std::optional<std::int64_t> stamp;  // Of presentation, if there is one.
};

/// Follows damage from picture to picture: what is decoded after a damaged one may show its damage,
/// up to the next key frame that is shown after it. Thread-bound.
class DamageTrail {
 public:
  /// Pictures without new damage after which it is taken for healed: streams without key frames
  /// shall not stay dark.
  static constexpr int longest = 250;

  /// The decoder refused the packet, or says that something is missing before it.
  void damaged(const CodedPicture& packet);
  /// Of the next picture, in order of presentation.
  Damage judge(const CodedPicture& picture, bool key, Flagged flagged);
  /// A key frame comes next, and nothing before it is left.
  void restart() { *this = {}; }

 private:
  /// Since the last time that all was well.
  struct Trail {
    std::int64_t first = 0;  // Packet.
    CodedPicture last;
    int pictures = 0;  // Without damage of their own, since.
  };

  std::optional<Trail> trail_;
  bool unrecovered_ = false;
};

}  // namespace trigo
