#include "live/jpeg.hpp"

#include <array>
#include <cmath>
#include <vector>

#include <gtest/gtest.h>
#include <turbojpeg.h>

#include "live/test_picture.hpp"

namespace trigo {
namespace {

using Rgb = std::array<int, 3>;

struct Decoded {
  Size size;
  std::vector<unsigned char> bytes;  // RGB

  Rgb at(int x, int y) const {
    const auto place = 3 * (static_cast<std::size_t>(y) * size.width + x);
    return {bytes[place], bytes[place + 1], bytes[place + 2]};
  }
};

Decoded decode(const std::string& jpeg) {
  Decoded decoded;
  const auto* start = reinterpret_cast<const unsigned char*>(jpeg.data());
  tjhandle handle = tjInitDecompress();
  int subsampling = 0;
  int colors = 0;
  EXPECT_EQ(tjDecompressHeader3(handle, start, jpeg.size(), &decoded.size.width,
                                &decoded.size.height, &subsampling, &colors),
            0);
  decoded.bytes.resize(3 * static_cast<std::size_t>(decoded.size.width) * decoded.size.height);
  EXPECT_EQ(tjDecompress2(handle, start, jpeg.size(), decoded.bytes.data(), decoded.size.width, 0,
                          decoded.size.height, TJPF_RGB, TJFLAG_ACCURATEDCT),
            0);
  tjDestroy(handle);
  return decoded;
}

Decoded shown(const TestPicture& picture, const JpegOptions& options) {
  const auto jpeg = encode_jpeg(*make_picture(picture), options);
  EXPECT_TRUE(jpeg.has_value());
  return jpeg ? decode(*jpeg) : Decoded{};
}

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

bool differs(Rgb a, Rgb b) {
  // JPEG spreads an edge a little over its block.
  return std::abs(a[0] - b[0]) + std::abs(a[1] - b[1]) + std::abs(a[2] - b[2]) > 60;
}

/// How many pixels the overlay changed, and none of them far from the box.
int changed_near(const TestPicture& picture, const Box& box) {
  const JpegOptions plain{.quality = 95};
  const Decoded without = shown(picture, plain);
  const Decoded with = shown(picture, {.quality = 95, .overlay = true});
  int changed = 0;
  for (int y = 0; y < with.size.height; ++y)
    for (int x = 0; x < with.size.width; ++x) {
      if (!differs(with.at(x, y), without.at(x, y))) continue;
      ++changed;
      const bool in_outer =
          x >= box.left - 4 && x < box.right + 4 && y >= box.top - 20 && y < box.bottom + 4;
      const bool in_inner =
          x >= box.left + 6 && x < box.right - 6 && y >= box.top + 6 && y < box.bottom - 6;
      EXPECT_TRUE(in_outer && !in_inner) << x << ',' << y;
    }
  return changed;
}

Track person(const Box& box) {
  return {.id = 417, .box = box, .score = 0.87F, .confirmed = true};
}

TEST(Overlay, ChangesPixelsOnlyAtTheBoxAndIsSeenOnEveryGround) {
  const Box box{100, 60, 180, 200};
  for (const std::uint8_t ground : {16, 120, 170, 235}) {
    TestPicture picture{.size = {320, 240}, .y = ground, .u = 128, .v = 128};
    for (std::int64_t id = 100; id < 106; ++id) {
      picture.tracks = {person(box)};
      picture.tracks[0].id = id;
      EXPECT_GT(changed_near(picture, box), 600) << "ground " << int{ground} << " id " << id;
    }
  }
}

TEST(Overlay, APredictedBoxIsDashed) {
  const Box box{100, 60, 180, 200};
  TestPicture picture{.size = {320, 240}, .y = 16, .u = 128, .v = 128};
  picture.tracks = {person(box)};
  const int whole = changed_near(picture, box);
  picture.tracks[0].seen = false;
  const int dashed = changed_near(picture, box);
  EXPECT_LT(dashed, whole * 3 / 4);
  EXPECT_GT(dashed, whole / 4);
}

TEST(Overlay, WhoIsNotConfirmedHasAThinBoxWithoutANumber) {
  const Box box{100, 60, 180, 200};
  TestPicture picture{.size = {320, 240}, .y = 120, .u = 128, .v = 128};
  picture.tracks = {person(box)};
  const int sure = changed_near(picture, box);
  picture.tracks[0].confirmed = false;
  EXPECT_LT(changed_near(picture, box), sure);
}

TEST(Overlay, TheTrailLeadsToWhereItWas) {
  TestPicture picture{.size = {320, 240}, .y = 16, .u = 128, .v = 128};
  picture.tracks = {person({200, 60, 280, 200})};
  const auto there = [&] { return shown(picture, {.quality = 95, .overlay = true}).at(121, 221); };
  const Rgb before = there();
  picture.tracks[0].trail = {{60, 220}, {240, 220}};
  EXPECT_TRUE(differs(there(), before));
}

TEST(Overlay, BoxesAtAndBeyondTheEdgesAreDrawnAsFarAsTheyReach) {
  TestPicture picture{.size = {64, 48}};
  for (const bool seen : {true, false}) {
    for (const Box& box :
         {Box{-20, -20, 30, 30}, Box{50, 40, 90, 90}, Box{-1e9F, -1e9F, 1e9F, 1e9F},
          Box{10, 10, 10, 10}, Box{200, 200, 210, 210}, Box{30, 20, 20, 10}}) {
      picture.tracks.push_back(person(box));
      picture.tracks.back().seen = seen;
      picture.tracks.back().trail = {{-1e9F, 5}, {1e9F, 5}, {-30, -30}, {90, 70}, {5, -1e9F}};
    }
    EXPECT_EQ(shown(picture, {.overlay = true}).size, (Size{64, 48}));
  }
}

}  // namespace
}  // namespace trigo
