#pragma once

#include <filesystem>
#include <memory>
#include <utility>
#include <vector>

#include "base/check.hpp"
#include "media/packet.hpp"

namespace trigo {

struct Demuxed {
  VideoFormat format;
  std::vector<Packet> packets;
};

/// decode/ does not know source/: its tests read their clips with bare libav.
inline Demuxed demux(const std::filesystem::path& file) {
  AVFormatContext* context = nullptr;
  TRIGO_CHECK(avformat_open_input(&context, file.c_str(), nullptr, nullptr) == 0);
  const FormatHandle format(context);
  TRIGO_CHECK(avformat_find_stream_info(context, nullptr) >= 0);
  const AVStream& stream = *context->streams[0];
  Demuxed demuxed;
  std::shared_ptr<AVCodecParameters> parameters(avcodec_parameters_alloc(),
                                                Free<avcodec_parameters_free>{});
  TRIGO_CHECK(avcodec_parameters_copy(parameters.get(), stream.codecpar) >= 0);
  demuxed.format.parameters = parameters;
  demuxed.format.time_base = stream.time_base;
  demuxed.format.codec = avcodec_get_name(parameters->codec_id);
  for (PacketHandle packet(av_packet_alloc()); av_read_frame(context, packet.get()) == 0;
       packet.reset(av_packet_alloc())) {
    const bool key = (packet->flags & AV_PKT_FLAG_KEY) != 0;
    demuxed.packets.push_back({.av = std::move(packet), .key = key});
  }
  return demuxed;
}

}  // namespace trigo
