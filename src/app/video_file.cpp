#include "app/video_file.hpp"

#include <algorithm>
#include <cmath>
#include <optional>

extern "C" {
#include <libavutil/opt.h>
}

#include "app/unfinished_file.hpp"
#include "live/colors.hpp"
#include "live/overlay.hpp"
#include "media/planes.hpp"

namespace trigo {
namespace {

constexpr AVRational tick{1, 60'000};  // MPEG-4 wants less than 65536.
constexpr int threads = 2;             // A fixed number, so that the bytes are the same everywhere.
constexpr std::int64_t usual_period = 60'000 / 25;

struct CloseOutput {
  void operator()(AVFormatContext* format) const {
    avio_closep(&format->pb);
    avformat_free_context(format);
  }
};
using OutputHandle = std::unique_ptr<AVFormatContext, CloseOutput>;

/// H.264 for every player; MPEG-4 is in every libav.
const AVCodec* best_encoder() {
  const AVCodec* h264 = avcodec_find_encoder_by_name("libx264");
  return h264 != nullptr ? h264 : avcodec_find_encoder(AV_CODEC_ID_MPEG4);
}

}  // namespace

struct VideoFile::Output {
  explicit Output(UnfinishedFile unfinished) : file(std::move(unfinished)) {}

  Result<void> open(const Picture& first);
  Result<FrameHandle> draw(const LivePicture& picture) const;
  Result<void> encode(const AVFrame* frame);
  Result<void> check(int code) const {
    if (code < 0) return Failure(file.broken(libav_message(code)));
    return {};
  }
  std::int64_t next_time(const Frame& frame);

  UnfinishedFile file;
  OutputHandle format;  // Null before the first picture.
  CodecHandle codec;
  AVStream* stream = nullptr;  // Of format.
  ColorSpace color;            // Of the first picture, and so of all.
  std::int64_t epoch = 0;
  std::int64_t epoch_start = 0;  // All in ticks.
  std::int64_t last_time = -usual_period;
  std::int64_t last_period = usual_period;
  std::optional<Error> failed;
};

Result<void> VideoFile::Output::open(const Picture& first) {
  quiet_libav();
  AVFormatContext* context = nullptr;
  const std::string path = file.path().string();
  if (auto made = check(avformat_alloc_output_context2(&context, nullptr, "mp4", path.c_str()));
      !made)
    return made;
  format.reset(context);
  const AVCodec* encoder = best_encoder();
  if (encoder == nullptr) return Failure(file.broken("libav has no encoder for H.264 or MPEG-4"));
  codec.reset(avcodec_alloc_context3(encoder));
  stream = avformat_new_stream(format.get(), nullptr);
  if (!codec || stream == nullptr) return check(AVERROR(ENOMEM));
  codec->width = std::max(first.size().width / 2 * 2, 2);
  codec->height = std::max(first.size().height / 2 * 2, 2);
  codec->pix_fmt = AV_PIX_FMT_YUV420P;
  codec->time_base = tick;
  codec->thread_count = threads;
  color = first.color();
  codec->color_range = color.full_range ? AVCOL_RANGE_JPEG : AVCOL_RANGE_MPEG;
  codec->colorspace = libav_name(color.matrix);
  codec->flags |= AV_CODEC_FLAG_GLOBAL_HEADER;
  if (encoder->id == AV_CODEC_ID_H264) {
    av_opt_set(codec->priv_data, "preset", "veryfast", 0);
    av_opt_set(codec->priv_data, "crf", "23", 0);
  } else {
    codec->flags |= AV_CODEC_FLAG_QSCALE;
    codec->global_quality = 4 * FF_QP2LAMBDA;
  }
  if (auto opened = check(avcodec_open2(codec.get(), encoder, nullptr)); !opened) return opened;
  stream->time_base = tick;
  if (auto told = check(avcodec_parameters_from_context(stream->codecpar, codec.get())); !told)
    return told;
  if (auto opened = check(avio_open(&format->pb, path.c_str(), AVIO_FLAG_WRITE)); !opened)
    return opened;
  return check(avformat_write_header(format.get(), nullptr));
}

Result<FrameHandle> VideoFile::Output::draw(const LivePicture& picture) const {
  FrameHandle frame = make_planes({codec->width, codec->height}, color);
  if (!frame) return Failure(file.broken("out of memory"));
  const YuvView planes = view_of(*frame);
  if (auto scaled = scale_into(picture.frame.picture, planes); !scaled) return pass_on(scaled);
  convert_colors(planes, picture.frame.picture.color(), color);
  draw_overlay(picture, planes, color);
  return frame;
}

/// A null frame drains the encoder.
Result<void> VideoFile::Output::encode(const AVFrame* frame) {
  if (auto taken = check(avcodec_send_frame(codec.get(), frame)); !taken) return taken;
  const PacketHandle packet(av_packet_alloc());
  while (true) {
    const int code = avcodec_receive_packet(codec.get(), packet.get());
    if (code == AVERROR(EAGAIN) || code == AVERROR_EOF) return {};
    if (auto made = check(code); !made) return made;
    packet->duration = last_period;  // Of the last one it is the only word of how long it lasts.
    av_packet_rescale_ts(packet.get(), codec->time_base, stream->time_base);
    if (auto put = check(av_interleaved_write_frame(format.get(), packet.get())); !put) return put;
  }
}

std::int64_t VideoFile::Output::next_time(const Frame& frame) {
  if (frame.epoch != epoch) {
    epoch = frame.epoch;
    epoch_start = last_time + last_period;
  }
  const std::int64_t wanted = epoch_start + std::llround(frame.media_time_s / av_q2d(tick));
  const std::int64_t time = std::max(wanted, last_time + 1);
  last_period = time - last_time;
  last_time = time;
  return time;
}

VideoFile::VideoFile(std::unique_ptr<Output> output) : output_(std::move(output)) {}

VideoFile::VideoFile(VideoFile&&) noexcept = default;

VideoFile::~VideoFile() = default;

Result<VideoFile> VideoFile::create(const std::filesystem::path& path) {
  auto file = UnfinishedFile::create(path);
  if (!file) return pass_on(file);
  return VideoFile(std::make_unique<Output>(std::move(*file)));
}

Result<void> VideoFile::add(const LivePicture& picture) {
  Output& output = *output_;
  if (output.failed) return Failure(*output.failed);
  const auto done = [&]() -> Result<void> {
    if (!output.format)
      if (auto opened = output.open(picture.frame.picture); !opened) return opened;
    auto drawn = output.draw(picture);
    if (!drawn) return pass_on(drawn);
    (*drawn)->pts = output.next_time(picture.frame);
    return output.encode(drawn->get());
  }();
  if (!done) output.failed = done.error();
  return done;
}

Result<void> VideoFile::keep() {
  const auto output = std::move(output_);
  if (output->failed) return Failure(*output->failed);
  if (!output->format) return Failure(output->file.broken("there was no picture to write"));
  if (auto drained = output->encode(nullptr); !drained) return drained;
  if (auto ended = output->check(av_write_trailer(output->format.get())); !ended) return ended;
  output->codec.reset();
  if (auto closed = output->check(avio_closep(&output->format->pb)); !closed) return closed;
  output->format.reset();
  return output->file.keep();
}

}  // namespace trigo
