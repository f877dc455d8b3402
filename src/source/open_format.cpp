#include "source/open_format.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <mutex>
#include <string_view>
#include <thread>
#include <utility>

#include <fmt/format.h>

extern "C" {
#include <libavdevice/avdevice.h>
#include <libavutil/opt.h>
}

#include "source/input_errors.hpp"

namespace trigo {
namespace {

// Demuxers that open other things by name (concat, hls, dash, sdp, image2 …) are not for files.
constexpr const char* file_formats =
    "mov,matroska,avi,mpegts,mpeg,mpegvideo,flv,asf,ogg,h261,h263,h264,hevc,m4v,mjpeg,mpjpeg,"
    "jpeg_pipe,ivf,obu,av1,vc1,mxf,nut,dv,gif,rm,dhav,yuv4mpegpipe,wav,flac";
constexpr const char* http_formats =
    "mov,matroska,avi,mpegts,mpeg,flv,asf,ogg,h264,hevc,m4v,mjpeg,mpjpeg,ivf,nut,hls,aac,mp3,ac3,"
    "eac3,webvtt,wav,flac";

// Of the stream's own time, from which its picture rate is told.
constexpr std::chrono::milliseconds live_analysis = std::chrono::seconds(1);

// Pictures from which it is told, too: of a slow camera that may take long. If it is wrong after
// all ArrivalClock finds out.
constexpr int probed_pictures = 4;
// As long as something comes. libav wants to see 7 pictures of H.264, however rare they are.
constexpr std::chrono::milliseconds longest_probe = std::chrono::seconds(60);

constexpr double shortest_period_s = 1.0 / 240;
constexpr double longest_period_s = 60;
constexpr double usual_period_s = 0.04;

void limit_libav() {
  static std::once_flag once;
  std::call_once(once, [] { av_max_alloc(std::size_t{largest_block_mb} << 20); });
}

class Options {
 public:
  Options() = default;
  Options(const Options&) = delete;
  Options& operator=(const Options&) = delete;
  ~Options() { av_dict_free(&dictionary_); }

  void set(const char* key, const char* value) { av_dict_set(&dictionary_, key, value, 0); }
  void set(const char* key, std::chrono::microseconds value) {
    av_dict_set_int(&dictionary_, key, value.count(), 0);
  }
  void set(const char* key, int value) { av_dict_set_int(&dictionary_, key, value, 0); }
  AVDictionary** get() { return &dictionary_; }

 private:
  AVDictionary* dictionary_ = nullptr;
};

void set_transport(Options& options, RtspTransport transport) {
  options.set("rtsp_transport", transport == RtspTransport::udp   ? "udp"
                                : transport == RtspTransport::tcp ? "tcp"
                                                                  : "tcp+udp");
  if (transport == RtspTransport::automatic) options.set("rtsp_flags", "prefer_tcp");
}

void set_options(Options& options, SourceKind kind, RtspTransport transport,
                 std::chrono::microseconds timeout) {
  options.set("max_streams", most_tracks);
  switch (kind) {
    case SourceKind::file:
      options.set("protocol_whitelist", "file");
      options.set("format_whitelist", file_formats);
      return;
    case SourceKind::rtsp:
      options.set("protocol_whitelist", "rtsp,rtp,udp,tcp,tls,srtp");
      options.set("format_whitelist", "rtsp");
      set_transport(options, transport);
      options.set("allowed_media_types", "video");
      options.set("timeout", timeout);
      options.set("analyzeduration", live_analysis);
      options.set("fpsprobesize", probed_pictures);
      return;
    case SourceKind::http:
      options.set("protocol_whitelist", "http,https,tcp,tls,crypto");
      options.set("format_whitelist", http_formats);
      options.set("rw_timeout", timeout);
      options.set("analyzeduration", live_analysis);
      options.set("fpsprobesize", probed_pictures);
      return;
    case SourceKind::device:
      options.set("protocol_whitelist", "file");
      options.set("format_whitelist", "video4linux2,v4l2");
      return;
  }
}

const AVInputFormat* device_format() {
  static std::once_flag once;
  std::call_once(once, avdevice_register_all);
  return av_find_input_format("v4l2");
}

int must_give_up(void* watch) {
  return static_cast<Watch*>(watch)->must_give_up() ? 1 : 0;
}

bool is_moving_video(const AVStream& stream) {
  return stream.codecpar->codec_type == AVMEDIA_TYPE_VIDEO &&
         (stream.disposition & AV_DISPOSITION_ATTACHED_PIC) == 0;
}

/// The best video stream that is not a cover picture, or -1.
int find_video(AVFormatContext& format) {
  const int best = av_find_best_stream(&format, AVMEDIA_TYPE_VIDEO, -1, -1, nullptr, 0);
  if (best >= 0 && is_moving_video(*format.streams[best])) return best;
  const auto* end = format.streams + format.nb_streams;
  const auto* found = std::find_if(format.streams, format.streams + format.nb_streams,
                                   [](const AVStream* stream) { return is_moving_video(*stream); });
  return found == end ? -1 : static_cast<int>(found - format.streams);
}

std::string why_no_video(const AVFormatContext& format) {
  bool audio = false;
  bool cover = false;
  for (unsigned i = 0; i < format.nb_streams; ++i) {
    const auto type = format.streams[i]->codecpar->codec_type;
    audio = audio || type == AVMEDIA_TYPE_AUDIO;
    cover = cover || type == AVMEDIA_TYPE_VIDEO;
  }
  if (cover) return "no video stream (only a cover picture)";
  if (audio) return "no video stream (audio only)";
  return "no video stream (damaged, or of a kind that is not known)";
}

std::vector<std::int32_t> display_matrix_of(const AVStream& stream) {
#if LIBAVCODEC_VERSION_INT >= AV_VERSION_INT(60, 30, 100)
  const AVPacketSideData* side =
      av_packet_side_data_get(stream.codecpar->coded_side_data, stream.codecpar->nb_coded_side_data,
                              AV_PKT_DATA_DISPLAYMATRIX);
  const std::uint8_t* bytes = side == nullptr ? nullptr : side->data;
  const std::size_t size = side == nullptr ? 0 : side->size;
#else
  std::size_t size = 0;
  const std::uint8_t* bytes = av_stream_get_side_data(&stream, AV_PKT_DATA_DISPLAYMATRIX, &size);
#endif
  std::vector<std::int32_t> matrix(9);
  if (bytes == nullptr || size < matrix.size() * sizeof(std::int32_t)) return {};
  std::memcpy(matrix.data(), bytes, matrix.size() * sizeof(std::int32_t));
  return matrix;
}

double period_of(const AVStream& stream) {
  for (const AVRational rate : {stream.avg_frame_rate, stream.r_frame_rate}) {
    if (rate.num <= 0 || rate.den <= 0) continue;
    const double period_s = 1 / av_q2d(rate);
    if (period_s >= shortest_period_s && period_s <= longest_period_s) return period_s;
  }
  return usual_period_s;
}

double duration_of(const AVFormatContext& format, const AVStream& stream) {
  if (stream.duration > 0) return static_cast<double>(stream.duration) * av_q2d(stream.time_base);
  return format.duration > 0 ? static_cast<double>(format.duration) / AV_TIME_BASE : 0;
}

/// "h264"; where libav has no name for it, the container's four letters, if it has any.
std::string codec_name(const AVCodecParameters& parameters) {
  if (parameters.codec_id != AV_CODEC_ID_NONE) return avcodec_get_name(parameters.codec_id);
  if (parameters.codec_tag == 0) return "unknown";
  char letters[AV_FOURCC_MAX_STRING_SIZE] = {};
  av_fourcc_make_string(letters, parameters.codec_tag);
  return letters;
}

VideoFormat describe(const AVFormatContext& format, const AVStream& stream) {
  VideoFormat video;
  std::shared_ptr<AVCodecParameters> parameters(avcodec_parameters_alloc(),
                                                Free<avcodec_parameters_free>{});
  if (!parameters || avcodec_parameters_copy(parameters.get(), stream.codecpar) < 0) return {};
  video.parameters = std::move(parameters);
  video.time_base = stream.time_base;
  video.sample_aspect = stream.sample_aspect_ratio;
  video.display_matrix = display_matrix_of(stream);
  video.picture_period_s = period_of(stream);
  video.duration_s = duration_of(format, stream);
  video.picture_count = stream.nb_frames > 0
                            ? stream.nb_frames
                            : std::llround(video.duration_s / video.picture_period_s);
  video.codec = codec_name(*stream.codecpar);
  return video;
}

Result<FormatHandle> open_and_probe(const SourceUrl& source, RtspTransport transport,
                                    Watch& watch) {
  AVFormatContext* context = avformat_alloc_context();
  if (context == nullptr) return fail(ErrorKind::unavailable, source.shown() + ": out of memory");
  context->interrupt_callback = {must_give_up, &watch};
  const bool device = source.kind == SourceKind::device;
  // A driver's blocking read cannot be interrupted, so devices are polled.
  if (device) context->flags |= AVFMT_FLAG_NONBLOCK;
  Options options;
  set_options(options, source.kind, transport,
              std::chrono::duration_cast<std::chrono::microseconds>(watch.patience()));
  take_libav_complaint();
  // A failed open frees the context itself, so it gets an owner only after success.
  int code = avformat_open_input(&context, source.url.c_str(), device ? device_format() : nullptr,
                                 options.get());
  if (code < 0) return Failure(input_error(code, source, watch));
  FormatHandle format(context);
  watch.give(std::chrono::duration_cast<std::chrono::milliseconds>(watch.patience()) +
             live_analysis);
  if (!device) watch.renew_by_itself(longest_probe);
  code = avformat_find_stream_info(context, nullptr);
  watch.renew_by_itself({});
  if (code < 0) return Failure(input_error(code, source, watch));
  if (watch.stopped() || watch.expired()) return Failure(input_error(AVERROR_EXIT, source, watch));
  return format;
}

std::string too_large(Size size, const InputSettings& settings) {
  if (std::max(size.width, size.height) > longest_side)
    return fmt::format("pictures of {}x{}; no side may be longer than {}", size.width, size.height,
                       longest_side);
  return fmt::format("pictures of {}x{}; more pixels than {}x{} are refused, see input.max_picture",
                     size.width, size.height, settings.max_picture.width,
                     settings.max_picture.height);
}

/// Whether it comes as fast as it is read, and so has to be paced.
bool is_on_demand(const SourceUrl& source, const AVFormatContext& format) {
  if (source.kind != SourceKind::http) return false;
  const bool has_an_end = format.duration > 0 || (format.pb != nullptr && avio_size(format.pb) > 0);
  return has_an_end || std::string_view(format.iformat->name) == "hls";
}

/// Whether the stamps are the sender's, and not made by the demuxer out of a rate that it supposes.
bool has_own_clock(const AVFormatContext& format) {
  constexpr std::array<std::string_view, 7> without = {"mpjpeg", "mjpeg", "jpeg_pipe", "h264",
                                                       "hevc",   "m4v",   "mpegvideo"};
  return std::find(without.begin(), without.end(), format.iformat->name) == without.end();
}

}  // namespace

bool Watch::must_give_up() {
  constexpr auto breath = std::chrono::milliseconds(1);
  if (++polls_ > most_polls) std::this_thread::sleep_for(breath);
  // While nothing comes libav waits for 100 ms before it asks again.
  const Instant now = std::chrono::steady_clock::now();
  const bool comes = now - std::exchange(polled_, now) < std::chrono::milliseconds(80);
  if (comes && last_renewal_ && now < *last_renewal_) deadline_ = now + timeout_;
  gave_up_ = gave_up_ || stopped() || expired();
  return gave_up_;
}

Result<OpenFormat> open_format(const SourceUrl& source, const InputSettings& settings,
                               std::shared_ptr<Watch> watch) {
  quiet_libav();
  limit_libav();
  auto format = open_and_probe(source, settings.transport, *watch);
  if (!format) return pass_on(format);
  OpenFormat open{std::move(watch), std::move(*format), 0, {}};
  const int video = find_video(*open.format);
  if (video < 0)
    return fail(ErrorKind::invalid_argument,
                fmt::format("{}: {}", source.shown(), why_no_video(*open.format)));
  if (auto used = use_stream(open, video, source, settings); !used) return pass_on(used);
  const bool may_move = std::string_view(open.format->iformat->name) == "mpegts";
  for (unsigned i = 0; i < open.format->nb_streams; ++i) {
    AVStream& stream = *open.format->streams[i];
    if (static_cast<int>(i) == video || (may_move && is_moving_video(stream))) continue;
    stream.discard = AVDISCARD_ALL;
  }
  return open;
}

bool is_video(const OpenFormat& open, int index) {
  return is_moving_video(*open.format->streams[index]);
}

Result<void> use_stream(OpenFormat& open, int index, const SourceUrl& source,
                        const InputSettings& settings) {
  const std::string shown = source.shown();
  const AVStream& stream = *open.format->streams[index];
  open.video_index = index;
  open.video = describe(*open.format, stream);
  open.video.on_demand = is_on_demand(source, *open.format);
  open.video.own_clock = has_own_clock(*open.format);
  if (!open.video.parameters) return fail(ErrorKind::unavailable, shown + ": out of memory");
  const Size declared{stream.codecpar->width, stream.codecpar->height};
  if (!fits_into(declared, settings.max_picture))
    return fail(ErrorKind::invalid_argument, shown + ": " + too_large(declared, settings));
  if (avcodec_find_decoder(stream.codecpar->codec_id) == nullptr)
    return fail(ErrorKind::invalid_argument,
                fmt::format("{}: no decoder for codec {}; convert the video or set the camera to "
                            "H.264",
                            shown, open.video.codec));
  return {};
}

}  // namespace trigo
