#pragma once

#include "media/packet.hpp"

namespace trigo {

/// Tells packets whose picture no other picture refers to: they may be left out, and all others
/// still decode exactly. Reads the NAL unit headers of H.264 (nal_ref_idc, ITU-T H.264 section
/// 7.4.1) and H.265 (sub-layer non-reference types of the highest temporal layer, ITU-T H.265 table
/// 7-1); of other codecs no packet is known to be disposable. Thread-bound.
class DisposablePackets {
 public:
  explicit DisposablePackets(const VideoFormat& format);

  /// Reads the headers only; cheap.
  bool contains(const Packet& packet);
  /// Whether it holds an H.264 picture that stands alone, be it marked as a key frame or not: all
  /// its slices are I slices. Reads all of the packet.
  bool is_intra(const Packet& packet) const;

 private:
  enum class Codec { h264, hevc, other };

  bool is_disposable_unit(const std::uint8_t* unit, std::size_t size, bool& disposable);

  Codec codec_ = Codec::other;
  int length_bytes_ = 0;  // Before each NAL unit; 0: start codes divide them.
  int highest_layer_ = 0;
};

}  // namespace trigo
