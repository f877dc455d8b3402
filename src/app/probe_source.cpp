#include "app/probe_source.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

#include <fmt/format.h>

#include "base/clock.hpp"
#include "decode/decodable_input.hpp"
#include "decode/decode_plan.hpp"
#include "live/jpeg.hpp"
#include "source/pacer.hpp"

namespace trigo {
namespace {

constexpr std::chrono::milliseconds patience = std::chrono::seconds(10);
constexpr Duration longest_measurement = std::chrono::seconds(3);
constexpr double measured_s = 1;
constexpr int fewest_measured = 5;  // Packets, if they come within the longest measurement.
constexpr Duration shortest_wait = std::chrono::milliseconds(2);
constexpr JpegOptions jpeg_options{.width = 640, .quality = 75};

/// Counts packets over a second. A live source's come when they come: what piled up while it was
/// opened tells nothing, so counting begins with the first packet that had to be waited for.
class PacketRate {
 public:
  explicit PacketRate(bool live) : live_(live) {}

  void add(const Packet& packet, Instant now) {
    if (!first_s_ && live_ && packet.waited < shortest_wait) return;
    last_s_ = live_ ? to_seconds(now.time_since_epoch()) : packet.due_s;
    if (first_s_)
      ++periods_;
    else
      first_s_ = last_s_;
  }

  bool enough() const { return seconds() >= measured_s && periods_ + 1 >= fewest_measured; }

  std::optional<double> per_second() const {
    if (periods_ == 0 || seconds() <= 0) return std::nullopt;
    return periods_ / seconds();
  }

 private:
  double seconds() const { return first_s_ ? last_s_ - *first_s_ : 0; }

  const bool live_;
  std::optional<double> first_s_;
  double last_s_ = 0;
  int periods_ = 0;
};

/// One source that is tried.
class Probe {
 public:
  Probe(const SourceUrl& source, DecodableInput opened, DamagedPictures damaged,
        std::stop_token stop)
      : shown_(source.shown()),
        damaged_(damaged),
        stop_(std::move(stop)),
        input_(std::move(opened.input)),
        decoder_(std::move(opened.decoder)),
        rate_(pace_of(source.kind, input_.format(), Pace::real_time) == Pace::live) {}

  Result<ProbedSource> run() {
    auto picture = first_picture();
    if (!picture) return pass_on(picture);
    LivePicture shown;
    shown.frame.picture = *picture;
    auto jpeg = encode_jpeg(shown, jpeg_options);
    if (!jpeg) return pass_on(jpeg);
    const Instant deadline = clock_.now() + longest_measurement;
    while (!rate_.enough() && clock_.now() < deadline)
      if (auto packet = read(deadline); !packet) {
        if (packet.error().kind == ErrorKind::cancelled) return pass_on(packet);
        break;  // Its end.
      }
    const VideoFormat& format = input_.format();
    return ProbedSource{.codec = format.codec,
                        .picture = picture->size(),
                        .declared_fps = 1 / format.picture_period_s,
                        .measured_fps = rate_.per_second(),
                        .duration_s = format.duration_s,
                        .jpeg = std::move(*jpeg)};
  }

 private:
  /// Gives up a network or a device at `deadline`.
  Result<Packet> read(Instant deadline) {
    auto packet = input_.read(stop_, [&] { return clock_.now() < deadline; });
    if (packet) rate_.add(*packet, clock_.now());
    return packet;
  }

  Result<Picture> first_picture() {
    const Instant deadline = clock_.now() + patience;
    bool begun = false;
    for (int searched = 0; clock_.now() < deadline; ++searched) {
      auto packet = read(deadline);
      if (!packet && clock_.now() >= deadline) break;
      if (!packet) return last_picture(packet.error());
      begun = begun || packet->key || searched == DecodePlan::longest_search;
      if (!begun || !decoder_.submit(*packet, clock_.now())) continue;
      if (auto picture = sound_picture()) return *picture;
    }
    return fail(ErrorKind::unavailable,
                fmt::format("{}: no picture within {} s", shown_, to_seconds(patience)));
  }

  /// Of a source that ended, or broke: the decoder may hold its only one.
  Result<Picture> last_picture(const Error& end) {
    decoder_.finish();
    if (auto picture = sound_picture()) return *picture;
    if (end.kind != ErrorKind::end_of_stream) return fail(end.kind, end.message);
    return fail(ErrorKind::unavailable, shown_ + ": no picture in it could be decoded");
  }

  std::optional<Picture> sound_picture() {
    std::optional<Picture> sound;
    while (auto decoded = decoder_.next())
      if (!sound && is_sound(decoded->damage, damaged_)) sound = std::move(decoded->picture);
    return sound;
  }

  const std::string shown_;
  const DamagedPictures damaged_;
  const std::stop_token stop_;
  SteadyClock clock_;
  VideoInput input_;
  Decoder decoder_;
  PacketRate rate_;
};

}  // namespace

Result<ProbedSource> probe_source(const SourceUrl& source, const InputSettings& input,
                                  std::stop_token stop) {
  InputSettings limited = input;
  limited.timeout = std::min(input.timeout, patience);
  auto opened = open_decodable(source, limited, stop);
  if (!opened) return pass_on(opened);
  return Probe(source, std::move(*opened), input.damaged, std::move(stop)).run();
}

}  // namespace trigo
