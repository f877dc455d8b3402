#include "decode/disposable_packets.hpp"

#include <algorithm>
#include <span>

namespace trigo {
namespace {

using Bytes = std::span<const std::uint8_t>;

/// Cuts the next NAL unit off the front of `rest`, whose units follow lengths of so many bytes.
Bytes next_by_length(Bytes& rest, int length_bytes) {
  const auto prefix = static_cast<std::size_t>(length_bytes);
  if (rest.size() <= prefix) return rest = {};
  std::size_t length = 0;
  for (const std::uint8_t byte : rest.first(prefix)) length = length << 8 | byte;
  rest = rest.subspan(prefix);
  const Bytes unit = rest.first(std::min(length, rest.size()));
  rest = rest.subspan(unit.size());
  return unit;
}

/// The same, for units that follow start codes (0 0 1). The unit reaches to the end of the packet:
/// only its first bytes are read.
Bytes next_by_start_code(Bytes& rest) {
  constexpr std::uint8_t code[] = {0, 0, 1};
  const auto found = std::search(rest.begin(), rest.end(), std::begin(code), std::end(code));
  if (found == rest.end()) return rest = {};
  rest = rest.subspan(static_cast<std::size_t>(found - rest.begin()) + 3);
  return rest;
}

Bytes next_unit(Bytes& rest, int length_bytes) {
  return length_bytes > 0 ? next_by_length(rest, length_bytes) : next_by_start_code(rest);
}

/// Reads numbers as ITU-T H.264 section 9.1 writes them; zeros behind the end.
class BitReader {
 public:
  explicit BitReader(Bytes bytes) : bytes_(bytes) {}

  unsigned golomb() {
    int zeros = 0;
    while (zeros < 16 && bit() == 0) ++zeros;
    unsigned value = 1;
    for (int n = 0; n < zeros; ++n) value = value << 1 | bit();
    return value - 1;
  }

 private:
  unsigned bit() {
    const std::size_t place = next_++;
    if (place / 8 >= bytes_.size()) return 0;
    return bytes_[place / 8] >> (7 - place % 8) & 1U;
  }

  Bytes bytes_;
  std::size_t next_ = 0;
};

}  // namespace

DisposablePackets::DisposablePackets(const VideoFormat& format) {
  if (!format.parameters) return;
  const AVCodecParameters& parameters = *format.parameters;
  if (parameters.codec_id == AV_CODEC_ID_H264) codec_ = Codec::h264;
  if (parameters.codec_id == AV_CODEC_ID_HEVC) codec_ = Codec::hevc;
  // avcC and hvcC (ISO/IEC 14496-15) begin with their version, 1; start codes begin with 0.
  const int place = codec_ == Codec::h264 ? 4 : 21;
  if (parameters.extradata_size > place && parameters.extradata[0] == 1)
    length_bytes_ = (parameters.extradata[place] & 3) + 1;
}

bool DisposablePackets::contains(const Packet& packet) {
  if (codec_ == Codec::other || packet.key || packet.av->size <= 0) return false;
  Bytes rest(packet.av->data, static_cast<std::size_t>(packet.av->size));
  bool any = false;
  while (!rest.empty()) {
    const Bytes unit = next_unit(rest, length_bytes_);
    bool disposable = false;
    if (!is_disposable_unit(unit.data(), unit.size(), disposable)) continue;
    if (!disposable) return false;
    any = true;
    // Slices of one picture are alike in this; only a second field could differ, and fields that
    // are not referred to come in pairs. With start codes the rest would have to be searched.
    if (length_bytes_ == 0) return true;
  }
  return any;
}

bool DisposablePackets::is_intra(const Packet& packet) const {
  if (codec_ != Codec::h264 || packet.av->size <= 0) return false;
  Bytes rest(packet.av->data, static_cast<std::size_t>(packet.av->size));
  bool any = false;
  while (!rest.empty()) {
    const Bytes unit = next_unit(rest, length_bytes_);
    const int type = unit.size() < 2 ? 0 : unit[0] & 31;
    if (type < 1 || type > 5) continue;
    BitReader bits(unit.subspan(1));
    bits.golomb();  // Its first macroblock.
    if (bits.golomb() % 5 != 2) return false;
    any = true;
  }
  return any;
}

/// Whether the unit is a slice, and then whether it may be left out.
bool DisposablePackets::is_disposable_unit(const std::uint8_t* unit, std::size_t size,
                                           bool& disposable) {
  if (size < 2) return false;
  if (codec_ == Codec::h264) {
    const int type = unit[0] & 31;
    disposable = (unit[0] >> 5 & 3) == 0;
    return type >= 1 && type <= 5;
  }
  const int type = unit[0] >> 1 & 63;
  const int layer = (unit[1] & 7) - 1;
  if (type > 31) return false;
  highest_layer_ = std::max(highest_layer_, layer);
  disposable = type <= 14 && type % 2 == 0 && layer == highest_layer_;
  return true;
}

}  // namespace trigo
