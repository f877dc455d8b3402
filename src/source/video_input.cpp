#include "source/video_input.hpp"

#include <condition_variable>
#include <deque>
#include <mutex>
#include <optional>
#include <set>
#include <system_error>
#include <thread>
#include <utility>

#include <fmt/format.h>

#include "base/check.hpp"
#include "base/log.hpp"
#include "source/input_errors.hpp"
#include "source/media_clock.hpp"
#include "source/open_format.hpp"

namespace trigo {
namespace {

using namespace std::chrono_literals;

// libav looks at its watch every 100 ms; who does not answer by then is stuck.
constexpr auto grace = 300ms;
constexpr auto poll_period = 5ms;  // Of a device that has no picture yet.
constexpr auto farewell = 200ms;   // For telling a camera that we leave.
constexpr int most_damage_in_a_row = 100;

/// The URLs whose opening was given up while its thread is still stuck in name resolution, so that
/// retries do not pile up threads. Thread-safe.
class StuckOpenings {
 public:
  void add(const std::string& url) {
    std::lock_guard lock(mutex_);
    urls_.insert(url);
  }
  void remove(const std::string& url) {
    std::lock_guard lock(mutex_);
    urls_.extract(url);
  }
  bool contains(const std::string& url) const {
    std::lock_guard lock(mutex_);
    return urls_.contains(url);
  }

 private:
  mutable std::mutex mutex_;  // Guards urls_.
  std::multiset<std::string> urls_;
};

/// Shared, because a stuck thread may outlive main().
std::shared_ptr<StuckOpenings> stuck_openings() {
  static const auto stuck = std::make_shared<StuckOpenings>();
  return stuck;
}

/// One opening, shared by the thread that does it and the one that waits for it. Whichever lets go
/// last destroys what was opened.
class Opening {
 public:
  Opening(const SourceUrl& source, const InputSettings& settings, const std::stop_token& stop)
      : source_(source),
        settings_(settings),
        watch_(std::make_shared<Watch>(settings.timeout, stop)),
        stuck_(stuck_openings()) {}

  /// On the disposable thread.
  void run() {
    auto result = open_format(source_, settings_, watch_);
    std::lock_guard lock(mutex_);
    result_.emplace(std::move(result));
    finished_.notify_all();
    if (given_up_) stuck_->remove(source_.url);
  }

  Result<OpenFormat> wait(const std::stop_token& stop) {
    std::unique_lock lock(mutex_);
    while (true) {
      const Instant limit = watch_->deadline() + grace;
      if (finished_.wait_until(lock, stop, limit, [&] { return result_.has_value(); }))
        return std::move(*result_);
      if (stop.stop_requested()) return fail(ErrorKind::cancelled, source_.shown() + ": stopped");
      if (std::chrono::steady_clock::now() < watch_->deadline() + grace) continue;  // Renewed.
      given_up_ = true;
      stuck_->add(source_.url);
      return Failure(timed_out(source_, *watch_));
    }
  }

 private:
  const SourceUrl source_;
  const InputSettings settings_;
  const std::shared_ptr<Watch> watch_;
  const std::shared_ptr<StuckOpenings> stuck_;
  std::mutex mutex_;  // Guards everything below.
  std::condition_variable_any finished_;
  std::optional<Result<OpenFormat>> result_;
  bool given_up_ = false;
};

/// Seconds since the first packet that never fall, whatever the stamps do.
class DueTimes {
 public:
  explicit DueTimes(const VideoFormat& video) : video_(video), clock_(new_clock()) {}

  double next(const AVPacket& packet) {
    const auto stamp = packet.dts != AV_NOPTS_VALUE ? packet.dts : packet.pts;
    auto time_s = clock_.at(stamp);
    if (!time_s) {  // A jump: go on as if it were not there.
      start_s_ = last_s_ + video_.picture_period_s;
      clock_ = new_clock();
      time_s = clock_.at(stamp);
    }
    return last_s_ = start_s_ + time_s.value_or(0);
  }

 private:
  MediaClock new_clock() const { return {video_.time_base, video_.picture_period_s}; }

  const VideoFormat& video_;
  MediaClock clock_;
  double start_s_ = 0;
  double last_s_ = 0;
};

/// Packets of another video stream that come while ours is silent. In a transport stream the video
/// may go on under another number (PID), in another codec.
class Heir {
 public:
  /// Ours gave a packet, so the other one is no heir, but another program.
  void renounce(const AVFormatContext& format) {
    if (packets_.empty()) return;
    format.streams[packets_.front()->stream_index]->discard = AVDISCARD_ALL;
    packets_.clear();
  }

  void add(PacketHandle packet) {
    if (!packets_.empty() && packets_.front()->stream_index != packet->stream_index)
      packets_.clear();
    packets_.push_back(std::move(packet));
  }

  /// Whether ours would have given some packets meanwhile.
  bool is_sure(const AVFormatContext& format, double picture_period_s) const {
    const AVPacket& first = *packets_.front();
    const AVPacket& last = *packets_.back();
    const double tick_s = av_q2d(format.streams[last.stream_index]->time_base);
    const double span_s = (static_cast<double>(last.dts) - static_cast<double>(first.dts)) * tick_s;
    return packets_.size() >= most || (packets_.size() >= least && span_s > 5 * picture_period_s);
  }

  int stream_index() const { return packets_.front()->stream_index; }
  std::deque<PacketHandle> take_packets() { return std::exchange(packets_, {}); }

 private:
  static constexpr std::size_t least = 10;
  static constexpr std::size_t most = 100;

  std::deque<PacketHandle> packets_;
};

}  // namespace

struct VideoInput::State {
  State(const SourceUrl& from, const InputSettings& wanted, OpenFormat opened)
      : source(from), settings(wanted), open(std::move(opened)), due_times(open.video) {}

  SourceUrl source;
  InputSettings settings;
  OpenFormat open;
  DueTimes due_times;
  Heir heir;
  std::deque<PacketHandle> inherited;  // Ours by now, and still to be given out.
  bool new_format = false;             // Since the last packet that was given out.

  ~State() {
    open.watch->obey({});
    open.watch->give(farewell);
  }

  Result<Packet> give(PacketHandle packet, Duration waited) {
    if (packet->size > settings.max_packet_bytes)
      return fail(ErrorKind::invalid_argument,
                  fmt::format("{}: a packet of {} bytes, above the limit of {}; is it damaged?",
                              source.shown(), packet->size, settings.max_packet_bytes));
    const bool key = (packet->flags & AV_PKT_FLAG_KEY) != 0;
    const double due_s = due_times.next(*packet);
    return Packet{std::move(packet), key, waited, due_s, std::exchange(new_format, false)};
  }

  /// A packet that is not of our stream. Perhaps it will be.
  Result<void> consider(PacketHandle packet) {
    if (!is_video(open, packet->stream_index)) return {};
    const double period_s = open.video.picture_period_s;
    heir.add(std::move(packet));
    if (!heir.is_sure(*open.format, period_s)) return {};
    if (auto used = use_stream(open, heir.stream_index(), source, settings); !used) return used;
    inherited = heir.take_packets();
    new_format = true;
    // It was not probed. The sender is the same.
    const AVStream& stream = *open.format->streams[open.video_index];
    if (stream.avg_frame_rate.num <= 0) open.video.picture_period_s = period_s;
    return {};
  }

  /// A file ends; a camera that ends has failed.
  Error end_of_input() const {
    AVIOContext* io = open.format->pb;
    if (io != nullptr && io->error < 0 && io->error != AVERROR_EOF)
      return input_error(io->error, source, *open.watch);
    const bool has_an_end = open.format->duration > 0 || (io != nullptr && avio_size(io) > 0);
    if (source.kind == SourceKind::file || (source.kind == SourceKind::http && has_an_end))
      return {ErrorKind::end_of_stream, source.shown() + ": the end"};
    return {ErrorKind::unavailable, source.shown() + ": the other side ended the stream"};
  }
};

Result<VideoInput> VideoInput::open(const SourceUrl& source, const InputSettings& settings,
                                    std::stop_token stop) {
  if (stuck_openings()->contains(source.url))
    return fail(ErrorKind::unavailable, source.shown() + ": the last try " +
                                            (source.kind == SourceKind::file
                                                 ? "to read it still goes on; is its disk slow?"
                                                 : "still waits for its host name to be resolved"));
  const auto opening = std::make_shared<Opening>(source, settings, stop);
  try {
    std::thread([opening] {
      name_this_thread("open");
      opening->run();
    }).detach();
  } catch (const std::system_error& error) {
    return fail(ErrorKind::unavailable,
                fmt::format("{}: no thread to open it: {}", source.shown(), error.what()));
  }
  auto opened = opening->wait(stop);
  if (!opened) return pass_on(opened);
  return VideoInput(std::make_unique<State>(source, settings, std::move(*opened)));
}

VideoInput::VideoInput(std::unique_ptr<State> state) : state_(std::move(state)) {}
VideoInput::VideoInput(VideoInput&&) noexcept = default;
VideoInput::~VideoInput() = default;

const VideoFormat& VideoInput::format() const {
  return state_->open.video;
}

Result<Packet> VideoInput::read(std::stop_token stop, const std::function<bool()>& goes_on) {
  Watch& watch = *state_->open.watch;
  watch.obey(stop, goes_on);
  watch.renew();
  take_libav_complaint();
  SteadyClock clock;
  const Instant begin = clock.now();
  int damage = 0;
  while (!watch.stopped() && !watch.expired()) {
    if (!state_->inherited.empty()) {
      PacketHandle packet = std::move(state_->inherited.front());
      state_->inherited.pop_front();
      return state_->give(std::move(packet), clock.now() - begin);
    }
    PacketHandle packet(av_packet_alloc());
    TRIGO_CHECK(packet != nullptr);
    const int code = av_read_frame(state_->open.format.get(), packet.get());
    if (watch.gave_up()) break;
    if (code >= 0) {
      if (packet->stream_index == state_->open.video_index) {
        state_->heir.renounce(*state_->open.format);
        return state_->give(std::move(packet), clock.now() - begin);
      }
      if (auto considered = state_->consider(std::move(packet)); !considered)
        return pass_on(considered);
      continue;
    }
    if (code == AVERROR(EAGAIN)) {
      clock.sleep_for(poll_period, stop);
    } else if (code == AVERROR_EOF) {
      return Failure(state_->end_of_input());
    } else if (code != AVERROR_INVALIDDATA || ++damage == most_damage_in_a_row) {
      return Failure(input_error(code, state_->source, watch));
    }
  }
  return Failure(input_error(AVERROR_EXIT, state_->source, watch));
}

}  // namespace trigo
