#include "decode/decoder.hpp"

#include <array>
#include <cstring>
#include <utility>

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

Flagged flags_of(const AVFrame& frame) {
  if (frame.decode_error_flags != 0) return Flagged::concealed;
  return (frame.flags & AV_FRAME_FLAG_CORRUPT) != 0 ? Flagged::unrecovered : Flagged::no;
}

bool is_key(const AVFrame& frame) {
#if LIBAVUTIL_VERSION_INT >= AV_VERSION_INT(58, 7, 100)
  return (frame.flags & AV_FRAME_FLAG_KEY) != 0;
#else
  return frame.key_frame != 0;
#endif
}

bool is_too_large(const AVFrame& frame, Size largest) {
  return !fits_into({frame.width, frame.height}, largest);
}

/// The last packets, found again by their timestamps.
class LastPackets {
 public:
  struct Entry {
    std::int64_t key = AV_NOPTS_VALUE;
    Instant arrival;
    std::int64_t number = 0;  // In decode order.

    CodedPicture coded() const {
      return {number, key == AV_NOPTS_VALUE ? std::nullopt : std::optional(key)};
    }
  };

  void put(std::int64_t key, Instant arrival) {
    ++count_;
    entries_[place(0)] = {key, arrival, count_};
  }

  const Entry& newest() const { return entries_[place(0)]; }

  /// The newest packet where no stamp fits: its arrival is too young rather than invented.
  const Entry& find(std::int64_t key) const {
    for (std::size_t back = 0; back < entries_.size() && key != AV_NOPTS_VALUE; ++back)
      if (entries_[place(back)].key == key) return entries_[place(back)];
    return newest();
  }

 private:
  std::size_t place(std::size_t back) const {
    return (static_cast<std::size_t>(count_) + entries_.size() - back) % entries_.size();
  }

  std::array<Entry, remembered_packets> entries_;
  std::int64_t count_ = 0;
};

}  // namespace

struct Decoder::State {
  using Matrix = std::array<std::int32_t, 9>;

  CodecHandle codec;
  AVRational sample_aspect{0, 1};
  std::vector<std::int32_t> display_matrix;
  std::optional<Matrix> own_matrix;
  Size largest;
  LastPackets packets;
  DamageTrail trail;
  std::string complaint;
  bool finished = false;

  /// After a call of libav that may have decoded the newest packet.
  void look_for_gap() {
    if (take_libav_gap()) trail.damaged(packets.newest().coded());
  }

  /// libav refused the newest packet.
  void refused() {
    std::string why = take_libav_complaint();
    // A packet that holds no picture is no damage: cameras send such, with messages of their own.
    if (why != "no frame!") trail.damaged(packets.newest().coded());
    if (why.starts_with("Picture size"))
      why += fmt::format(" (more than {}x{} is refused, see input.max_picture)", largest.width,
                         largest.height);
    if (complaint.empty()) complaint = std::move(why);
  }

  /// A picture's own orientation (a message inside the stream) counts before the container's. It
  /// holds up to the next key frame, though libav tells it with the picture that it came with only.
  const std::int32_t* matrix_of(const AVFrame& frame) {
    if (is_key(frame)) own_matrix.reset();
    const auto* side = av_frame_get_side_data(&frame, AV_FRAME_DATA_DISPLAYMATRIX);
    if (side != nullptr && side->size >= sizeof(Matrix))
      std::memcpy(own_matrix.emplace().data(), side->data, sizeof(Matrix));
    if (own_matrix) return own_matrix->data();
    return display_matrix.size() == std::tuple_size_v<Matrix> ? display_matrix.data() : nullptr;
  }
};

bool is_sound(Damage damage, DamagedPictures policy) {
  if (policy == DamagedPictures::use) return true;
  return damage == Damage::none || (damage == Damage::inherited && policy == DamagedPictures::skip);
}

Result<Decoder> Decoder::open(const VideoFormat& format, Size largest) {
  quiet_libav();
  TRIGO_CHECK(format.parameters != nullptr);
  const AVCodec* decoder = avcodec_find_decoder(format.parameters->codec_id);
  if (decoder == nullptr)
    return fail(ErrorKind::invalid_argument,
                fmt::format("no decoder for codec {}; convert the video to H.264", format.codec));
  auto state = std::make_unique<State>();
  state->sample_aspect = format.sample_aspect;
  state->display_matrix = format.display_matrix;
  state->largest = largest;
  state->codec.reset(avcodec_alloc_context3(decoder));
  AVCodecContext* codec = state->codec.get();
  if (codec == nullptr) return fail(ErrorKind::unavailable, "decoder: out of memory");
  take_libav_complaint();
  int code = avcodec_parameters_to_context(codec, format.parameters.get());
  codec->thread_count = 1;
  codec->pkt_timebase = format.time_base;
  codec->apply_cropping = 0;  // Ours crops to the pixel; libav's rounds to its alignment.
  codec->max_pixels = std::int64_t{largest.width} * largest.height;
  // Pictures that lack what they refer to come out, marked, and are counted.
  codec->flags |= AV_CODEC_FLAG_OUTPUT_CORRUPT;
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
Decoder& Decoder::operator=(Decoder&&) noexcept = default;
Decoder::~Decoder() = default;

void Decoder::restart() {
  avcodec_flush_buffers(state_->codec.get());
  state_->trail.restart();
  state_->finished = false;
}

void Decoder::set_loop_filter(bool on) {
  state_->codec->skip_loop_filter = on ? AVDISCARD_DEFAULT : AVDISCARD_ALL;
}

bool Decoder::submit(const Packet& packet, Instant arrival) {
  // An empty packet (a container's "nothing changed") would tell libav that the stream has ended.
  if (packet.av->size == 0) return true;
  if (state_->finished) restart();
  state_->packets.put(key_of(packet.av->pts, packet.av->dts), arrival);
  take_libav_complaint();
  take_libav_gap();
  if ((packet.av->flags & AV_PKT_FLAG_CORRUPT) != 0)
    state_->trail.damaged(state_->packets.newest().coded());
  const int code = avcodec_send_packet(state_->codec.get(), packet.av.get());
  TRIGO_CHECK(code != AVERROR(EAGAIN));  // next() was not called until it gave nothing.
  state_->look_for_gap();
  if (code < 0) state_->refused();
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
  for (int errors = 0; code < 0 || is_too_large(*frame, state_->largest); ++errors) {
    if (code == AVERROR(EAGAIN) || code == AVERROR_EOF || errors == most_errors_in_a_row)
      return std::nullopt;
    state_->refused();
    code = avcodec_receive_frame(state_->codec.get(), frame.get());
  }
  state_->look_for_gap();
  const auto& packet = state_->packets.find(key_of(frame->pts, frame->pkt_dts));
  DecodedPicture decoded;
  decoded.timestamp = frame->best_effort_timestamp;
  decoded.arrival = packet.arrival;
  decoded.damage = state_->trail.judge(packet.coded(), is_key(*frame), flags_of(*frame));
  const std::int32_t* matrix = state_->matrix_of(*frame);
  decoded.picture = make_upright(std::move(frame), state_->sample_aspect, matrix);
  return decoded;
}

std::string Decoder::take_complaint() {
  return std::exchange(state_->complaint, {});
}

}  // namespace trigo
