#include "live/jpeg.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>
#include <turbojpeg.h>

#include "live/colors.hpp"
#include "live/overlay.hpp"

namespace trigo {
namespace {

constexpr int shortest_side = 16;
constexpr int longest_side = 16384;

int even_side(double side) {
  const int whole = static_cast<int>(std::min<double>(side, longest_side));
  return std::max(whole / 2 * 2, shortest_side);
}

struct DestroyCompressor {
  void operator()(void* handle) const noexcept { tjDestroy(handle); }
};
using Compressor = std::unique_ptr<void, DestroyCompressor>;

Result<std::string> compress(const YuvView& planes, int quality) {
  thread_local const Compressor compressor(tjInitCompress());
  if (!compressor) return fail(ErrorKind::unavailable, "JPEG: no compressor could be made");
  const unsigned char* sources[] = {planes.y, planes.u, planes.v};
  const int strides[] = {planes.y_stride, planes.u_stride, planes.v_stride};
  const Size size = planes.size;
  std::string bytes(tjBufSize(size.width, size.height, TJSAMP_420), '\0');
  auto* start = reinterpret_cast<unsigned char*>(bytes.data());
  unsigned long used = bytes.size();
  if (tjCompressFromYUVPlanes(compressor.get(), sources, size.width, strides, size.height,
                              TJSAMP_420, &start, &used, quality, TJFLAG_NOREALLOC) != 0)
    return fail(ErrorKind::unavailable, fmt::format("JPEG of {} x {}: {}", size.width, size.height,
                                                    tjGetErrorStr2(compressor.get())));
  return std::string(bytes, 0, used);  // The buffer is for the worst case: keep what it took.
}

}  // namespace

Size jpeg_size(Size picture, const JpegOptions& options) {
  if (picture.empty()) return {};
  const int asked = options.width > 0 ? std::min(options.width, picture.width) : picture.width;
  const int width = even_side(asked);
  const double height = std::round(static_cast<double>(width) * picture.height / picture.width);
  return {width, even_side(std::min<double>(height, picture.height))};
}

Result<std::string> encode_jpeg(const YuvView& planes, ColorSpace color, int quality) {
  convert_colors(planes, color, jfif);
  return compress(planes, quality);
}

Result<std::string> encode_jpeg(const LivePicture& picture, const JpegOptions& options) {
  const Picture& source = picture.frame.picture;
  if (source.size().empty()) return fail(ErrorKind::invalid_argument, "JPEG: an empty picture");
  if (options.quality < 1 || options.quality > 100)
    return fail(ErrorKind::invalid_argument,
                fmt::format("JPEG quality {}: it is 1 to 100", options.quality));
  I420Image scaled(jpeg_size(source.size(), options));
  const YuvView planes = scaled.view();
  if (auto done = scale_into(source, planes); !done) return pass_on(done);
  convert_colors(planes, source.color(), jfif);
  if (options.overlay) draw_overlay(picture, planes, jfif);
  return compress(planes, options.quality);
}

}  // namespace trigo
