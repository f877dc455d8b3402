#include <algorithm>
#include <cmath>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

extern "C" {
#include <libavutil/pixdesc.h>
}

#include "media/components.hpp"
#include "media/test_paint.hpp"

namespace trigo {
namespace {

constexpr Size size{64, 48};
constexpr int patch = 16;  // A patch's side; below them is a ramp from black to white.
constexpr int ramp_top = 32;
constexpr Color patches[] = {{0, 0, 0},         {1, 1, 1},        {0.5, 0.5, 0.5},
                             {0.80, 0.22, 0.2}, {0.15, 0.7, 0.3}, {0.2, 0.25, 0.85},
                             {0.9, 0.8, 0.25},  {0.35, 0.3, 0.28}};

Color at(double x, double y) {
  if (y >= ramp_top) return {x / size.width, x / size.width, x / size.width};
  return patches[static_cast<int>(y) / patch * 4 + static_cast<int>(x) / patch];
}

/// Levels of 255 by which what lies at (x, y) of the planes differs from `color`.
double difference(const YuvView& planes, const ColorSpace& space, int x, int y,
                  const Color& color) {
  const int shift = planes.full_chroma ? 0 : 1;
  const auto chroma = std::ptrdiff_t{y >> shift} * planes.u_stride + (x >> shift);
  const Color seen = color_of(planes.y[std::ptrdiff_t{y} * planes.y_stride + x], planes.u[chroma],
                              planes.v[chroma], space);
  double most = 0;
  for (std::size_t i = 0; i < 3; ++i)
    most = std::max(most,
                    255 * std::abs(std::clamp(seen[i], 0.0, 1.0) - std::clamp(color[i], 0.0, 1.0)));
  return most;
}

struct Target {
  Size size;
  bool full_chroma;
  ScaleFilter filter;
};

/// The largest difference in the middle of patches and, at full size, on the ramp.
double worst_difference(const Picture& picture, const ColorSpace& space, const Target& wanted) {
  const auto area = static_cast<std::size_t>(wanted.size.width) * wanted.size.height;
  std::vector<std::uint8_t> bytes(3 * area);
  YuvView planes{.size = wanted.size, .full_chroma = wanted.full_chroma};
  planes.y = bytes.data();
  planes.u = planes.y + area;
  planes.v = planes.u + area;
  planes.y_stride = planes.u_stride = planes.v_stride = wanted.size.width;
  const auto done = scale_into(picture, planes, wanted.filter);
  EXPECT_TRUE(done.has_value()) << done.error().message;
  if (!done) return 255;

  const auto format = static_cast<AVPixelFormat>(picture.image().format);
  double most = 0;
  for (int i = 0; i < 8; ++i) {
    const int x = (i % 4 * patch + patch / 2) * wanted.size.width / size.width;
    const int y = (i / 4 * patch + patch / 2) * wanted.size.height / size.height;
    const double here =
        difference(planes, picture.color(), x, y, as_kept(patches[i], format, space));
    most = std::max(most, here);
  }
  const AVPixFmtDescriptor& traits = *av_pix_fmt_desc_get(format);
  // Where few levels make steps of the ramp, or other numbers lie between, there is none to look
  // at.
  const bool has_ramp = traits.comp[0].depth >= 8 && (traits.flags & AV_PIX_FMT_FLAG_BAYER) == 0 &&
                        !std::string_view(traits.name).starts_with("xyz");
  if (wanted.size != size || !has_ramp) return most;
  for (int x = 0; x < size.width; ++x) {
    const Color color = as_kept(at(x + 0.5, ramp_top), format, space);
    most = std::max(most, difference(planes, picture.color(), x, ramp_top + 8, color));
  }
  return most;
}

/// In every way that pictures are scaled: for the detector, for viewers, as they are.
double worst_difference(const Picture& picture, const ColorSpace& space) {
  double most = 0;
  for (const Target& target :
       {Target{size, true, ScaleFilter::bilinear}, Target{size, false, ScaleFilter::smooth},
        Target{{26, 20}, true, ScaleFilter::bilinear}, Target{{24, 18}, false, ScaleFilter::smooth},
        Target{{100, 75}, false, ScaleFilter::smooth}})
    most = std::max(most, worst_difference(picture, space, target));
  return most;
}

Picture painted(AVPixelFormat format, const ColorSpace& space) {
  FrameHandle image = paint(size, format, space, at);
  const auto transform = upright_transform(*image, {0, 1}, nullptr);
  return {std::shared_ptr<const AVFrame>(std::move(image)), transform};
}

/// The colour spaces that numbers of a format can be of.
std::vector<ColorSpace> spaces_of(const AVPixFmtDescriptor& traits) {
  const bool is_yuv = keeps_its_colors(av_pix_fmt_desc_get_id(&traits));
  if (!is_yuv || (traits.flags & (AV_PIX_FMT_FLAG_BITSTREAM | AV_PIX_FMT_FLAG_FLOAT)) != 0)
    return {{ColorMatrix::bt601, true}};
  std::vector<ColorSpace> spaces;
  for (const ColorMatrix matrix : {ColorMatrix::bt601, ColorMatrix::bt709, ColorMatrix::bt2020})
    for (const bool full_range : {false, true}) spaces.push_back({matrix, full_range});
  return spaces;
}

TEST(PixelFormats, AllHaveTheRightColorsInAnySize) {
  int formats = 0;
  for (const AVPixFmtDescriptor* traits = nullptr;
       (traits = av_pix_fmt_desc_next(traits)) != nullptr;) {
    const AVPixelFormat format = av_pix_fmt_desc_get_id(traits);
    if (sws_isSupportedInput(format) == 0) continue;
    double most = 0;
    for (const ColorSpace& space : spaces_of(*traits))
      most = std::max(most, worst_difference(painted(format, space), space));
    EXPECT_LE(most, 2) << traits->name;
    ++formats;
  }
  EXPECT_GT(formats, 150);
}

}  // namespace
}  // namespace trigo
