// A file as a source, all the way to small pictures: it ends, and what comes out keeps its
// promises.
#include <cmath>
#include <filesystem>
#include <iterator>
#include <thread>

#include "decode/decodable_input.hpp"
#include "decode/disposable_packets.hpp"
#include "memory_file.hpp"
#include "property.hpp"
#include "source/media_clock.hpp"

namespace trigo {
namespace {

constexpr int most_packets = 40;
constexpr int most_pictures = 8;

/// As viewers and detectors do.
void look_at(const DecodedPicture& decoded) {
  constexpr int most_pixels = 1'000'000;  // Of one that is converted whole.
  const Size size = decoded.picture.size();
  TRIGO_CHECK(size.width > 0 && size.height > 0);
  I420Image small({32, 24});
  for (const auto filter : {ScaleFilter::smooth, ScaleFilter::bilinear}) {
    const auto scaled = scale_into(decoded.picture, small.view(), filter);
    if (!scaled) check_refusal(scaled.error());
  }
  if (std::int64_t{size.width} * size.height > most_pixels) return;
  const Picture planes = in_planes(decoded.picture);
  TRIGO_CHECK(planes.size().empty() || planes.size() == size);
}

struct Reading {
  explicit Reading(const VideoFormat& format)
      : clock(format.time_base, format.picture_period_s), disposable(format) {}

  MediaClock clock;
  DisposablePackets disposable;
  double due_s = 0;
  double media_s = 0;
  int pictures = 0;

  void take_pictures(Decoder& decoder) {
    while (const auto decoded = decoder.next()) {
      if (++pictures <= most_pictures) look_at(*decoded);
      const auto time_s = clock.at(decoded->timestamp);
      TRIGO_CHECK(!time_s || (std::isfinite(*time_s) && *time_s >= media_s));
      media_s = time_s.value_or(media_s);
    }
  }
};

void play(DecodableInput& opened) {
  auto& [input, decoder] = opened;
  const VideoFormat& format = input.format();
  TRIGO_CHECK(format.picture_period_s > 0 && std::isfinite(format.picture_period_s));
  TRIGO_CHECK(format.duration_s >= 0 && std::isfinite(format.duration_s));
  Reading reading(format);
  for (int packets = 0; packets < most_packets && reading.pictures < most_pictures; ++packets) {
    const auto packet = input.read({});
    if (!packet) {
      check_readable(packet.error().message);
      break;
    }
    TRIGO_CHECK(std::isfinite(packet->due_s) && packet->due_s >= reading.due_s);
    reading.due_s = packet->due_s;
    reading.disposable.contains(*packet);
    decoder.submit(*packet, {});
    reading.take_pictures(decoder);
  }
  decoder.finish();
  reading.take_pictures(decoder);
}

auto threads() {
  return std::distance(std::filesystem::directory_iterator("/proc/self/task"), {});
}

/// The thread that opens an input is detached, and what it still holds while it ends looks like a
/// leak.
void wait_for_its_end(std::ptrdiff_t threads_before) {
  constexpr int most_looks = 1000;
  for (int look = 0; look < most_looks && threads() > threads_before; ++look)
    std::this_thread::sleep_for(std::chrono::microseconds(100));
}

void check_clip(const std::uint8_t* bytes, std::size_t size) {
  static MemoryFile file;
  static const auto threads_before = threads();
  file.hold(bytes, size);
  const auto source = parse_source(file.path());
  if (!source) return check_refusal(source.error());
  auto opened = open_decodable(*source, {}, {});
  wait_for_its_end(threads_before);
  if (!opened) return check_readable(opened.error().message);
  play(*opened);
}

}  // namespace
}  // namespace trigo

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  trigo::check_clip(bytes, size);
  return 0;
}
