// Any bytes as packets of H.264 and H.265: their headers are read within their bounds, and what
// must not be left out is not.
#include <vector>

#include "decode/disposable_packets.hpp"
#include "property.hpp"

namespace trigo {
namespace {

/// The first `head` bytes are what the container says of the codec.
std::shared_ptr<const AVCodecParameters> parameters_of(AVCodecID codec, std::string_view head) {
  std::shared_ptr<AVCodecParameters> parameters(avcodec_parameters_alloc(),
                                                Free<avcodec_parameters_free>{});
  TRIGO_CHECK(parameters);
  parameters->codec_id = codec;
  parameters->extradata = static_cast<std::uint8_t*>(av_malloc(head.size() + 1));
  TRIGO_CHECK(parameters->extradata != nullptr);
  std::copy(head.begin(), head.end(), parameters->extradata);
  parameters->extradata_size = static_cast<int>(head.size());
  return parameters;
}

/// Without the zeros that libav wants behind it, so that one byte too many is noticed.
Packet packet_of(std::vector<std::uint8_t>& bytes, bool key) {
  Packet packet{.av = PacketHandle(av_packet_alloc()), .key = key};
  TRIGO_CHECK(packet.av);
  packet.av->data = bytes.data();
  packet.av->size = static_cast<int>(bytes.size());
  return packet;
}

void check_packets(AVCodecID codec, std::string_view text) {
  constexpr std::size_t largest_head = 32;
  const auto head = text.substr(0, text.empty() ? 0 : text[0] % largest_head);
  text.remove_prefix(head.size());
  VideoFormat format;
  format.parameters = parameters_of(codec, head);
  DisposablePackets disposable(format);
  while (!text.empty()) {
    const auto length = static_cast<unsigned char>(text[0]);
    text.remove_prefix(1);
    const auto part = text.substr(0, length);
    text.remove_prefix(part.size());
    std::vector<std::uint8_t> bytes(part.begin(), part.end());
    TRIGO_CHECK(!disposable.contains(packet_of(bytes, true)));
    const Packet packet = packet_of(bytes, false);
    const bool once = disposable.contains(packet);
    TRIGO_CHECK(disposable.contains(packet) == once || codec == AV_CODEC_ID_HEVC);
    TRIGO_CHECK(!once || codec != AV_CODEC_ID_MPEG4);
  }
}

}  // namespace
}  // namespace trigo

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  for (const AVCodecID codec : {AV_CODEC_ID_H264, AV_CODEC_ID_HEVC, AV_CODEC_ID_MPEG4})
    trigo::check_packets(codec, trigo::text_of(bytes, size));
  return 0;
}
