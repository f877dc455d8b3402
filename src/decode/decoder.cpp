#include "decode/decoder.hpp"

#include <array>

#include <fmt/format.h>

#include "base/check.hpp"

namespace trigo {
namespace {

// More than any codec holds back: 16 reference pictures, each in two field packets, and then some.
constexpr std::size_t remembered_packets = 64;
constexpr int most_errors_in_a_row = 1000;

std::int64_t key_of(std::int64_t pts, std::int64_t dts) {
  return pts != AV_NOPTS_VALUE ? pts : dts;
}

bool is_corrupt(const AVFrame& frame) {
  return (frame.flags & AV_FRAME_FLAG_CORRUPT) != 0 || frame.decode_error_flags != 0;
}

/// When each of the last packets arrived, found again by its timestamp.
class Arrivals {
 public:
  void put(std::int64_t key, Instant arrival) {
    newest_ = (newest_ + 1) % entries_.size();
    entries_[newest_] = {key, arrival};
  }

  /// The newest packet's where no stamp fits: too young rather than invented.
  Instant find(std::int64_t key) const {
    for (std::size_t back = 0; back < entries_.size() && key != AV_NOPTS_VALUE; ++back) {
      const auto& entry = entries_[(newest_ + entries_.size() - back) % entries_.size()];
      if (entry.key == key) return entry.arrival;
    }
    return entries_[newest_].arrival;
  }

 private:
  struct Entry {
    std::int64_t key = AV_NOPTS_VALUE;
    Instant arrival;
  };
  std::array<Entry, remembered_packets> entries_;
  std::size_t newest_ = 0;
};

}  // namespace

struct Decoder::State {
  CodecHandle codec;
  AVRational sample_aspect{0, 1};
  std::vector<std::int32_t> display_matrix;
  Arrivals arrivals;
  bool finished = false;

  /// A picture's own orientation (a message inside the stream) counts before the container's.
  const std::int32_t* matrix_of(const AVFrame& frame) const {
    const auto* side = av_frame_get_side_data(&frame, AV_FRAME_DATA_DISPLAYMATRIX);
    if (side != nullptr && side->size >= 9 * sizeof(std::int32_t))
      return static_cast<const std::int32_t*>(static_cast<const void*>(side->data));
    return display_matrix.size() == 9 ? display_matrix.data() : nullptr;
  }
};

Result<Decoder> Decoder::open(const VideoFormat& format) {
  quiet_libav();
  TRIGO_CHECK(format.parameters != nullptr);
  const AVCodec* decoder = avcodec_find_decoder(format.parameters->codec_id);
  if (decoder == nullptr)
    return fail(ErrorKind::invalid_argument,
                fmt::format("no decoder for codec {}; convert the video to H.264", format.codec));
  auto state = std::make_unique<State>();
  state->sample_aspect = format.sample_aspect;
  state->display_matrix = format.display_matrix;
  state->codec.reset(avcodec_alloc_context3(decoder));
  AVCodecContext* codec = state->codec.get();
  if (codec == nullptr) return fail(ErrorKind::unavailable, "decoder: out of memory");
  take_libav_complaint();
  int code = avcodec_parameters_to_context(codec, format.parameters.get());
  codec->thread_count = 1;
  codec->pkt_timebase = format.time_base;
  codec->apply_cropping = 0;  // Ours crops to the pixel; libav's rounds to its alignment.
  if (code >= 0) code = avcodec_open2(codec, decoder, nullptr);
  if (code < 0) {
    const std::string complaint = take_libav_complaint();
    return fail(ErrorKind::invalid_argument,
                fmt::format("decoder {} refuses the stream's parameters: {}", decoder->name,
                            complaint.empty() ? libav_message(code) : complaint));
  }
  return Decoder(std::move(state));
}

Decoder::Decoder(std::unique_ptr<State> state) : state_(std::move(state)) {}
Decoder::Decoder(Decoder&&) noexcept = default;
Decoder::~Decoder() = default;

void Decoder::restart() {
  avcodec_flush_buffers(state_->codec.get());
  state_->finished = false;
}

void Decoder::set_loop_filter(bool on) {
  state_->codec->skip_loop_filter = on ? AVDISCARD_DEFAULT : AVDISCARD_ALL;
}

bool Decoder::submit(const Packet& packet, Instant arrival) {
  // An empty packet (a container's "nothing changed") would tell libav that the stream has ended.
  if (packet.av->size == 0) return true;
  if (state_->finished) restart();
  state_->arrivals.put(key_of(packet.av->pts, packet.av->dts), arrival);
  const int code = avcodec_send_packet(state_->codec.get(), packet.av.get());
  TRIGO_CHECK(code != AVERROR(EAGAIN));  // next() was not called until it gave nothing.
  return code >= 0;
}

void Decoder::finish() {
  // Fails where it is finished already, or where the last packet was damaged: nothing to do then.
  avcodec_send_packet(state_->codec.get(), nullptr);
  state_->finished = true;
}

std::optional<DecodedPicture> Decoder::next() {
  std::shared_ptr<AVFrame> frame(av_frame_alloc(), Free<av_frame_free>{});
  TRIGO_CHECK(frame != nullptr);
  int code = avcodec_receive_frame(state_->codec.get(), frame.get());
  // An error is told once and belongs to one packet; behind it there may be pictures.
  for (int errors = 0; code < 0; ++errors) {
    if (code == AVERROR(EAGAIN) || code == AVERROR_EOF || errors == most_errors_in_a_row)
      return std::nullopt;
    code = avcodec_receive_frame(state_->codec.get(), frame.get());
  }
  DecodedPicture decoded;
  decoded.timestamp = frame->best_effort_timestamp;
  decoded.arrival = state_->arrivals.find(key_of(frame->pts, frame->pkt_dts));
  decoded.corrupt = is_corrupt(*frame);
  const std::int32_t* matrix = state_->matrix_of(*frame);
  decoded.picture = make_upright(std::move(frame), state_->sample_aspect, matrix);
  return decoded;
}

}  // namespace trigo
