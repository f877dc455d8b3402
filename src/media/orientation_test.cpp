#include <algorithm>
#include <cmath>
#include <cstring>
#include <vector>

#include <gtest/gtest.h>

extern "C" {
#include <libavutil/pixdesc.h>
}

#include "media/test_paint.hpp"

namespace trigo {
namespace {

constexpr ColorSpace bt601{ColorMatrix::bt601, false};
constexpr AVPixelFormat formats[] = {
    AV_PIX_FMT_YUV420P,     AV_PIX_FMT_NV12,     AV_PIX_FMT_NV21,    AV_PIX_FMT_YUV422P,
    AV_PIX_FMT_YUYV422,     AV_PIX_FMT_UYVY422,  AV_PIX_FMT_YUV440P, AV_PIX_FMT_YUV444P,
    AV_PIX_FMT_YUV420P10LE, AV_PIX_FMT_P010LE,   AV_PIX_FMT_P010BE,  AV_PIX_FMT_YUV444P16LE,
    AV_PIX_FMT_BGR24,       AV_PIX_FMT_GBRP12LE, AV_PIX_FMT_RGBA,    AV_PIX_FMT_YUVA420P};

/// A picture in which every place has a colour of its own, in shares of its sides.
Color scene(double x, double y) {
  return {0.2 + 0.6 * x, 0.2 + 0.6 * y, 0.8 - 0.3 * x - 0.3 * y};
}

struct Layout {
  Size crop;  // Of the decoder's picture.
  int left = 0;
  int top = 0;
  Rotation rotation = Rotation::none;
  bool mirrored = false;

  Size upright() const {
    const bool sideways = rotation == Rotation::quarter || rotation == Rotation::three_quarters;
    return sideways ? Size{crop.height, crop.width} : crop;
  }

  /// Where a place of the decoder's picture is in the upright one, both in shares of their sides.
  Color color_at(double x, double y) const {
    x = (x - left) / crop.width;
    y = (y - top) / crop.height;
    double across = x;
    double down = y;
    if (rotation == Rotation::quarter) across = 1 - y, down = x;
    if (rotation == Rotation::half) across = 1 - x, down = 1 - y;
    if (rotation == Rotation::three_quarters) across = y, down = 1 - x;
    return scene(mirrored ? 1 - across : across, down);
  }

  Picture picture(AVPixelFormat format) const {
    const Size whole{crop.width + 2 * left, crop.height + 2 * top};
    FrameHandle image =
        paint(whole, format, bt601, [this](double x, double y) { return color_at(x, y); });
    return {std::shared_ptr<const AVFrame>(std::move(image)),
            {left, top, crop, rotation, mirrored, upright()}};
  }
};

/// The largest difference in luma, and in chroma, from the scene, in steps of 8 bits. The chroma at
/// the edges, where cells hang over, does not count.
struct Differences {
  double luma = 0;
  double chroma = 0;
};

Differences differences(const Picture& picture) {
  const Size size = picture.size();
  I420Image image(size);
  const YuvView planes = image.view();
  EXPECT_TRUE(scale_into(picture, planes).has_value());
  Differences most;
  // Chroma is asked at the middle of its cells.
  const auto paint_scene = [&](Size numbers, double step) {
    return paint(numbers, AV_PIX_FMT_YUV444P, picture.color(), [&](double x, double y) {
      return scene(x * step / size.width, y * step / size.height);
    });
  };
  const FrameHandle pixels = paint_scene(size, 1);
  const FrameHandle cells = paint_scene({(size.width + 1) / 2, (size.height + 1) / 2}, 2);
  const auto from = [](const AVFrame& painted, int plane, int x, int y) {
    return int{painted.data[plane][std::ptrdiff_t{y} * painted.linesize[plane] + x]};
  };
  for (int y = 0; y < size.height; ++y)
    for (int x = 0; x < size.width; ++x) {
      const int luma = planes.y[std::ptrdiff_t{y} * planes.y_stride + x];
      most.luma = std::max<double>(most.luma, std::abs(luma - from(*pixels, 0, x, y)));
      if (x < 2 || y < 2 || x >= size.width - 3 || y >= size.height - 3) continue;
      const auto place = std::ptrdiff_t{y / 2} * planes.u_stride + x / 2;
      most.chroma = std::max<double>(
          {most.chroma, std::abs(planes.u[place] - from(*cells, 1, x / 2, y / 2)) + 0.0,
           std::abs(planes.v[place] - from(*cells, 2, x / 2, y / 2)) + 0.0});
    }
  return most;
}

TEST(Orientation, EveryFormatIsTheSamePictureHoweverItLies) {
  for (const AVPixelFormat format : formats)
    for (const auto rotation :
         {Rotation::none, Rotation::quarter, Rotation::half, Rotation::three_quarters})
      for (const bool mirrored : {false, true})
        for (const Layout& layout : {Layout{{64, 48}}, Layout{{61, 47}}, Layout{{60, 48}, 4, 2},
                                     Layout{{61, 48}, 3, 5}, Layout{{16, 16}}}) {
          Layout tested = layout;
          tested.rotation = rotation;
          tested.mirrored = mirrored;
          const Differences found = differences(tested.picture(format));
          const auto told = [&] {
            return testing::Message()
                   << av_get_pix_fmt_name(format) << " of " << layout.crop.width << " x "
                   << layout.crop.height << " at " << layout.left << ", turned "
                   << static_cast<int>(rotation) << (mirrored ? " and mirrored" : "");
          };
          EXPECT_LE(found.luma, 1) << told();
          // One pixel is up to 0.6 x 255 / 2 / 16 steps; a cell that begins at an odd place may be
          // one away.
          EXPECT_LE(found.chroma, 2 + 90.0 / std::min(layout.crop.width, layout.crop.height))
              << told();
        }
}

TEST(Orientation, PicturesOfOneOrTwoPixelsHaveTheirColorInEveryFormat) {
  for (const AVPixFmtDescriptor* traits = nullptr;
       (traits = av_pix_fmt_desc_next(traits)) != nullptr;) {
    const AVPixelFormat format = av_pix_fmt_desc_get_id(traits);
    // The least that a mosaic of colours can be is 2 x 2; what is around is guessed.
    if (sws_isSupportedInput(format) == 0 || (traits->flags & AV_PIX_FMT_FLAG_BAYER) != 0) continue;
    const Color white{1, 1, 1};
    for (const Size size : {Size{1, 1}, Size{2, 2}, Size{1, 2}, Size{3, 1}}) {
      FrameHandle image = paint(size, format, bt601, [&](double, double) { return white; });
      const Picture picture(std::shared_ptr<const AVFrame>(std::move(image)),
                            {.crop = size, .rotation = Rotation::quarter, .picture = size});
      for (const Size shown : {Size{1, 1}, Size{2, 2}, Size{17, 3}}) {
        I420Image target(shown);
        const auto done = scale_into(picture, target.view());
        ASSERT_TRUE(done.has_value()) << traits->name << ": " << done.error().message;
        const int wanted = picture.color().full_range ? 255 : 235;
        EXPECT_NEAR(target.view().y[0], wanted, 8) << traits->name << ' ' << size.width;
      }
    }
  }
}

/// A large picture of one colour.
Picture plain(Size size, int luma, int chroma) {
  FrameHandle image(av_frame_alloc());
  image->width = size.width;
  image->height = size.height;
  image->format = AV_PIX_FMT_YUV420P;
  EXPECT_EQ(av_frame_get_buffer(image.get(), 0), 0);
  for (int plane = 0; plane < 3; ++plane) {
    const int rows = plane == 0 ? size.height : (size.height + 1) / 2;
    std::memset(image->data[plane], plane == 0 ? luma : chroma,
                static_cast<std::size_t>(image->linesize[plane]) * rows);
  }
  return {std::shared_ptr<const AVFrame>(std::move(image)), {.crop = size, .picture = size}};
}

TEST(Orientation, TheLargestAndTheLongestPicturesKeepTheirColor) {
  for (const Size size : {Size{8192, 8192}, Size{7680, 4320}, Size{8192, 16}, Size{16, 8192}}) {
    const Picture picture = plain(size, 235, 201);
    for (const Size shown : {Size{16, 16}, Size{416, 234}, Size{416, 2}, Size{2, 416}}) {
      I420Image target(shown);
      const YuvView planes = target.view();
      ASSERT_TRUE(scale_into(picture, planes).has_value());
      const auto area = std::ptrdiff_t{shown.width} * shown.height;
      EXPECT_TRUE(std::all_of(planes.y, planes.y + area, [](int y) { return y == 235; }))
          << size.width << " x " << size.height << " at " << shown.width;
      EXPECT_TRUE(std::all_of(planes.u, planes.u + area / 4, [](int u) { return u == 201; }))
          << size.width << " x " << size.height << " at " << shown.width;
    }
  }
}

}  // namespace
}  // namespace trigo
