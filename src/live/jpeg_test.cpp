#include "live/jpeg.hpp"

#include <cmath>

#include <gtest/gtest.h>

extern "C" {
#include <libavutil/pixdesc.h>
}

#include "live/test_jpeg.hpp"
#include "media/test_paint.hpp"

namespace trigo {
namespace {

double luma_weight(ColorMatrix matrix, int channel) {
  // Kr and Kb of ITU-R BT.601, BT.709 and BT.2020.
  const double red = matrix == ColorMatrix::bt601   ? 0.299
                     : matrix == ColorMatrix::bt709 ? 0.2126
                                                    : 0.2627;
  const double blue = matrix == ColorMatrix::bt601   ? 0.114
                      : matrix == ColorMatrix::bt709 ? 0.0722
                                                     : 0.0593;
  return channel == 0 ? red : channel == 2 ? blue : 1 - red - blue;
}

/// The definition of Y'CbCr, written out.
TestPicture colored(Rgb rgb, ColorSpace color) {
  double luma = 0;
  for (std::size_t i = 0; i < 3; ++i)
    luma += luma_weight(color.matrix, static_cast<int>(i)) * rgb[i] / 255;
  const double blue = (rgb[2] / 255.0 - luma) / (2 * (1 - luma_weight(color.matrix, 2)));
  const double red = (rgb[0] / 255.0 - luma) / (2 * (1 - luma_weight(color.matrix, 0)));
  const double steps = color.full_range ? 255 : 224;
  const auto byte = [](double value) {
    return static_cast<std::uint8_t>(std::clamp(std::lround(value), 0L, 255L));
  };
  return {.y = byte(color.full_range ? luma * 255 : 16 + luma * 219),
          .u = byte(128 + blue * steps),
          .v = byte(128 + red * steps),
          .color = color};
}

TEST(EncodeJpeg, KnownColorsSurviveWithinThreeLevelsWhateverTheVideosColorSpace) {
  for (const ColorMatrix matrix : {ColorMatrix::bt601, ColorMatrix::bt709, ColorMatrix::bt2020})
    for (const bool full_range : {false, true})
      for (const Rgb rgb :
           {Rgb{0, 0, 0}, Rgb{255, 255, 255}, Rgb{128, 128, 128}, Rgb{200, 60, 40},
            Rgb{40, 180, 70}, Rgb{50, 70, 210}, Rgb{230, 210, 60}, Rgb{20, 30, 25}}) {
        const auto picture = shown(colored(rgb, {matrix, full_range}), {.quality = 98});
        const Rgb got = picture.at(31, 20);
        for (std::size_t i = 0; i < 3; ++i)
          EXPECT_NEAR(got[i], rgb[i], 3)
              << "channel " << i << " of " << rgb[0] << ',' << rgb[1] << ',' << rgb[2]
              << ", matrix " << static_cast<int>(matrix) << (full_range ? " full" : " limited");
      }
}

TEST(EncodeJpeg, EveryLayoutHasItsColorsWithinTwoLevelsAtAnyWidth) {
  const Color patches[] = {{0.8, 0.22, 0.2}, {0.15, 0.7, 0.3}, {0.2, 0.25, 0.85}, {0.4, 0.4, 0.4}};
  for (const AVPixelFormat format :
       {AV_PIX_FMT_YUV420P, AV_PIX_FMT_NV12, AV_PIX_FMT_YUYV422, AV_PIX_FMT_YUV444P,
        AV_PIX_FMT_GRAY8, AV_PIX_FMT_BGR24, AV_PIX_FMT_GBRP10LE, AV_PIX_FMT_PAL8})
    for (const ColorMatrix matrix : {ColorMatrix::bt601, ColorMatrix::bt709, ColorMatrix::bt2020})
      for (const bool full_range : {false, true}) {
        const ColorSpace space{matrix, full_range};
        FrameHandle image = paint({192, 48}, format, space, [&](double x, double) {
          return patches[static_cast<std::size_t>(x / 48)];
        });
        LivePicture live;
        live.frame.picture = Picture(std::shared_ptr<const AVFrame>(std::move(image)),
                                     {.crop = {192, 48}, .picture = {192, 48}});
        for (const int width : {192, 64}) {
          const auto jpeg = encode_jpeg(live, {.width = width, .quality = 100});
          ASSERT_TRUE(jpeg.has_value()) << jpeg.error().message;
          const Decoded shown = decode(*jpeg);
          for (int patch = 0; patch < 4; ++patch) {
            const Color wanted = as_kept(patches[patch], format, space);
            const Rgb seen = shown.at((2 * patch + 1) * width / 8, width / 8);
            for (std::size_t i = 0; i < 3; ++i)
              EXPECT_NEAR(seen[i], 255 * wanted[i], 2)
                  << av_get_pix_fmt_name(format) << " matrix " << static_cast<int>(matrix)
                  << (full_range ? " full" : " limited") << " width " << width << " patch " << patch
                  << " channel " << i;
          }
        }
      }
}

TEST(JpegSize, IsEvenNeverEnlargedAndKeepsTheShape) {
  EXPECT_EQ(jpeg_size({1920, 1080}, {}), (Size{1920, 1080}));
  EXPECT_EQ(jpeg_size({1920, 1080}, {.width = 640}), (Size{640, 360}));
  EXPECT_EQ(jpeg_size({1920, 1080}, {.width = 641}), (Size{640, 360}));
  EXPECT_EQ(jpeg_size({1920, 1080}, {.width = 4000}), (Size{1920, 1080}));
  EXPECT_EQ(jpeg_size({767, 575}, {}), (Size{766, 574}));
  EXPECT_EQ(jpeg_size({576, 768}, {.width = 300}), (Size{300, 400}));
  EXPECT_EQ(jpeg_size({1920, 20}, {.width = 16}), (Size{16, 16}));
  EXPECT_EQ(jpeg_size({7, 5}, {}), (Size{16, 16}));
}

TEST(EncodeJpeg, GivesTheSizeThatJpegSizePromises) {
  EXPECT_EQ(shown({.size = {127, 95}}, {}).size, (Size{126, 94}));
  EXPECT_EQ(shown({.size = {640, 360}}, {.width = 161}).size, (Size{160, 90}));
}

TEST(EncodeJpeg, RefusesAnEmptyPictureAndAQualityThatIsNone) {
  EXPECT_EQ(encode_jpeg(LivePicture{}, {}).error().kind, ErrorKind::invalid_argument);
  const auto refused = encode_jpeg(*make_picture({}), {.quality = 101});
  EXPECT_EQ(refused.error().message, "JPEG quality 101: it is 1 to 100");
}

}  // namespace
}  // namespace trigo
