#include "media/test_clip.hpp"

#include <cstdlib>
#include <cstring>
#include <vector>

extern "C" {
#include <libavutil/display.h>
}

#include "base/check.hpp"

namespace trigo {
namespace {

// The upper half of a picture shows its number as bars, the lowest bit at the left, on a ground
// that differs from both; the lower half is dark at the left and bright at the right.
constexpr int bars = 10;
constexpr int bright = 200;
constexpr int dark = 40;

struct Writer {
  AVFormatContext* format = nullptr;
  AVStream* stream = nullptr;
  CodecHandle codec;
};

int luma_at(const TestClip& clip, int number, int x, int y) {
  if (y >= clip.size.height / 2) return x < clip.size.width / 2 ? dark : bright;
  const int bar = x * bars / clip.size.width;
  return (number >> bar & 1) != 0 ? bright : dark;
}

FrameHandle draw(const TestClip& clip, int number) {
  FrameHandle plain(av_frame_alloc());
  plain->format = AV_PIX_FMT_YUV420P;
  plain->width = clip.size.width;
  plain->height = clip.size.height;
  TRIGO_CHECK(av_frame_get_buffer(plain.get(), 0) == 0);
  for (int y = 0; y < clip.size.height; ++y)
    for (int x = 0; x < clip.size.width; ++x)
      plain->data[0][y * plain->linesize[0] + x] =
          static_cast<std::uint8_t>(luma_at(clip, number, x, y));
  for (int plane = 1; plane < 3; ++plane)
    std::memset(plain->data[plane], 128,
                static_cast<std::size_t>(plain->linesize[plane]) * ((clip.size.height + 1) / 2));
  if (clip.pixel_format == AV_PIX_FMT_YUV420P) return plain;

  FrameHandle frame(av_frame_alloc());
  frame->format = clip.pixel_format;
  frame->width = clip.size.width;
  frame->height = clip.size.height;
  TRIGO_CHECK(av_frame_get_buffer(frame.get(), 0) == 0);
  const SwsHandle scaler(sws_getContext(clip.size.width, clip.size.height, AV_PIX_FMT_YUV420P,
                                        clip.size.width, clip.size.height, clip.pixel_format,
                                        SWS_POINT, nullptr, nullptr, nullptr));
  TRIGO_CHECK(scaler && sws_scale(scaler.get(), plain->data, plain->linesize, 0, plain->height,
                                  frame->data, frame->linesize) > 0);
  return frame;
}

void add_display_matrix(AVStream& stream, const TestClip& clip) {
  if (clip.turn_degrees == 0 && !clip.mirror) return;
  constexpr std::size_t bytes = 9 * sizeof(std::int32_t);
#if LIBAVCODEC_VERSION_INT >= AV_VERSION_INT(60, 30, 100)
  AVPacketSideData* side = av_packet_side_data_new(&stream.codecpar->coded_side_data,
                                                   &stream.codecpar->nb_coded_side_data,
                                                   AV_PKT_DATA_DISPLAYMATRIX, bytes, 0);
  std::uint8_t* storage = side == nullptr ? nullptr : side->data;
#else
  std::uint8_t* storage = av_stream_new_side_data(&stream, AV_PKT_DATA_DISPLAYMATRIX, bytes);
#endif
  TRIGO_CHECK(storage != nullptr);
  std::int32_t matrix[9];
  av_display_rotation_set(matrix, clip.turn_degrees);
  if (clip.mirror) av_display_matrix_flip(matrix, 1, 0);
  std::memcpy(storage, matrix, bytes);
}

void open_codec(Writer& writer, const AVCodec* encoder) {
  if ((writer.format->oformat->flags & AVFMT_GLOBALHEADER) != 0)
    writer.codec->flags |= AV_CODEC_FLAG_GLOBAL_HEADER;
  writer.codec->thread_count = 1;
  TRIGO_CHECK(avcodec_open2(writer.codec.get(), encoder, nullptr) == 0);
  TRIGO_CHECK(avcodec_parameters_from_context(writer.stream->codecpar, writer.codec.get()) == 0);
  writer.stream->time_base = writer.codec->time_base;
}

Writer open_file(const std::filesystem::path& file, const AVCodec* encoder) {
  quiet_libav();
  TRIGO_CHECK(encoder != nullptr);
  Writer writer;
  TRIGO_CHECK(avformat_alloc_output_context2(&writer.format, nullptr, nullptr, file.c_str()) >= 0);
  writer.codec.reset(avcodec_alloc_context3(encoder));
  writer.stream = avformat_new_stream(writer.format, nullptr);
  TRIGO_CHECK(writer.codec && writer.stream != nullptr);
  return writer;
}

void start_file(Writer& writer, const std::filesystem::path& file) {
  TRIGO_CHECK(avio_open(&writer.format->pb, file.c_str(), AVIO_FLAG_WRITE) >= 0);
  TRIGO_CHECK(avformat_write_header(writer.format, nullptr) >= 0);
}

/// A null frame drains the encoder.
void encode(Writer& writer, const AVFrame* frame) {
  TRIGO_CHECK(avcodec_send_frame(writer.codec.get(), frame) == 0);
  const PacketHandle packet(av_packet_alloc());
  while (avcodec_receive_packet(writer.codec.get(), packet.get()) == 0) {
    packet->duration = frame == nullptr ? packet->duration : 1;
    av_packet_rescale_ts(packet.get(), writer.codec->time_base, writer.stream->time_base);
    TRIGO_CHECK(av_interleaved_write_frame(writer.format, packet.get()) == 0);
  }
}

void close_file(Writer& writer) {
  TRIGO_CHECK(av_write_trailer(writer.format) == 0);
  avio_closep(&writer.format->pb);
  avformat_free_context(writer.format);
}

}  // namespace

bool can_write(const std::string& codec) {
  return avcodec_find_encoder_by_name(codec.c_str()) != nullptr;
}

void write_clip(const std::filesystem::path& file, const TestClip& clip) {
  const AVCodec* encoder = avcodec_find_encoder_by_name(clip.codec.c_str());
  Writer writer = open_file(file, encoder);
  AVCodecContext& codec = *writer.codec;
  codec.width = clip.size.width;
  codec.height = clip.size.height;
  codec.pix_fmt = clip.pixel_format;
  codec.time_base = av_inv_q(clip.rate);
  codec.framerate = clip.rate;
  codec.gop_size = clip.gop;
  codec.max_b_frames = clip.b_frames;
  codec.bit_rate = 1'000'000;
  codec.sample_aspect_ratio = clip.sample_aspect;
  codec.strict_std_compliance = FF_COMPLIANCE_UNOFFICIAL;  // MJPEG in limited range.
  open_codec(writer, encoder);
  writer.stream->sample_aspect_ratio = clip.sample_aspect;
  writer.stream->avg_frame_rate = clip.rate;
  add_display_matrix(*writer.stream, clip);
  start_file(writer, file);
  const auto start = static_cast<std::int64_t>(clip.start_s * av_q2d(clip.rate));
  for (int number = 0; number < clip.pictures; ++number) {
    const FrameHandle frame = draw(clip, number);
    frame->pts = start + number;
    encode(writer, frame.get());
  }
  encode(writer, nullptr);
  close_file(writer);
}

void write_audio_only(const std::filesystem::path& file) {
  const AVCodec* encoder = avcodec_find_encoder(AV_CODEC_ID_PCM_S16LE);
  Writer writer = open_file(file, encoder);
  AVCodecContext& codec = *writer.codec;
  codec.sample_rate = 8000;
  codec.sample_fmt = AV_SAMPLE_FMT_S16;
  codec.time_base = {1, codec.sample_rate};
  av_channel_layout_default(&codec.ch_layout, 1);
  open_codec(writer, encoder);
  start_file(writer, file);
  const FrameHandle silence(av_frame_alloc());
  silence->format = codec.sample_fmt;
  silence->sample_rate = codec.sample_rate;
  silence->nb_samples = codec.sample_rate;
  TRIGO_CHECK(av_channel_layout_copy(&silence->ch_layout, &codec.ch_layout) == 0);
  TRIGO_CHECK(av_frame_get_buffer(silence.get(), 0) == 0);
  std::memset(silence->data[0], 0, static_cast<std::size_t>(silence->nb_samples) * 2);
  silence->pts = 0;
  encode(writer, silence.get());
  encode(writer, nullptr);
  close_file(writer);
}

int shown_number(const Picture& picture) {
  I420Image image(picture.size());
  const YuvView view = image.view();
  TRIGO_CHECK(scale_into(picture, view).has_value());
  int number = 0;
  for (int bar = 0; bar < bars; ++bar) {
    const int x = (2 * bar + 1) * view.size.width / (2 * bars);
    if (view.y[view.size.height / 4 * view.y_stride + x] > (bright + dark) / 2) number |= 1 << bar;
  }
  return number;
}

TestFolder::TestFolder() {
  std::string pattern = (std::filesystem::temp_directory_path() / "trigo-test-XXXXXX").string();
  TRIGO_CHECK(mkdtemp(pattern.data()) != nullptr);
  path_ = pattern;
}

TestFolder::~TestFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

}  // namespace trigo
