#include "track/appearance.hpp"

#include <cstring>
#include <functional>

#include <gtest/gtest.h>

#include "track/likeness.hpp"

namespace trigo {
namespace {

struct Color {
  std::uint8_t y;
  std::uint8_t u;
  std::uint8_t v;
};
constexpr Color grey{120, 128, 128};
constexpr Color red{81, 90, 220};
constexpr Color blue{41, 220, 110};

/// A picture whose colour is a function of the place, in any planar 4:2:0 range.
Picture paint(Size size, const std::function<Color(int, int)>& color, bool full_range = false) {
  FrameHandle image(av_frame_alloc());
  image->format = AV_PIX_FMT_YUV420P;
  image->width = size.width;
  image->height = size.height;
  image->color_range = full_range ? AVCOL_RANGE_JPEG : AVCOL_RANGE_MPEG;
  if (av_frame_get_buffer(image.get(), 0) < 0) std::abort();
  for (int y = 0; y < size.height; ++y)
    for (int x = 0; x < size.width; ++x) {
      const Color c = color(x, y);
      image->data[0][y * image->linesize[0] + x] = c.y;
      image->data[1][y / 2 * image->linesize[1] + x / 2] = c.u;
      image->data[2][y / 2 * image->linesize[2] + x / 2] = c.v;
    }
  return {std::shared_ptr<const AVFrame>(std::move(image)), {.crop = size, .picture = size}};
}

/// Somebody of this height with a top and trousers, at (`left`, 20), before grey.
Picture somebody(Color top, Color trousers, int left = 40, int height = 120) {
  return paint({320, 240}, [=](int x, int y) {
    const bool inside = x >= left && x < left + height / 3 && y >= 20 && y < 20 + height;
    if (!inside) return grey;
    return y < 20 + height / 2 ? top : trousers;
  });
}

Appearance look(const Picture& picture, const Box& box) {
  const auto described = describe(picture, std::array{box});
  EXPECT_TRUE(described.at(0).has_value());
  return described.at(0).value();
}

Box box_at(float left, float height = 120) {
  return {left, 20, left + height / 3, 20 + height};
}

TEST(Appearance, IsTheSameElsewhereAndCloser) {
  const Appearance here = look(somebody(red, blue), box_at(40));
  EXPECT_LT(here.distance(look(somebody(red, blue, 201), box_at(201))), 0.05);
  EXPECT_LT(here.distance(look(somebody(red, blue, 40, 60), box_at(40, 60))), 0.2);
  EXPECT_EQ(here.distance(here), 0);
}

TEST(Appearance, TellsWhereTheColorsAre) {
  const Appearance here = look(somebody(red, blue), box_at(40));
  EXPECT_GT(here.distance(look(somebody(blue, red), box_at(40))), 0.6);
  EXPECT_GT(here.distance(look(somebody(red, red), box_at(40))), 0.4);
}

TEST(Appearance, DoesNotMindTheGroundBesideABody) {
  const Picture before_grey = somebody(red, blue);
  const Picture before_blue = paint({320, 240}, [](int x, int y) {
    const bool inside = x >= 40 && x < 80 && y >= 20 && y < 140;
    return !inside ? blue : y < 80 ? red : blue;
  });
  // The box is a third wider than the body.
  const Box wide{33, 20, 87, 140};
  EXPECT_LT(look(before_grey, wide).distance(look(before_blue, wide)), 0.2);
}

TEST(Appearance, MeansTheSameInBothRanges) {
  const auto shirt = [](int, int) { return Color{126, 150, 110}; };
  const auto full_shirt = [](int, int) { return Color{128, 153, 107}; };
  const Box box{10, 10, 50, 130};
  EXPECT_LT(
      look(paint({320, 240}, shirt), box).distance(look(paint({320, 240}, full_shirt, true), box)),
      0.2);
}

TEST(Appearance, OfTooLittleIsNone) {
  const std::array boxes{Box{10, 10, 16, 60}, Box{10, 10, 60, 20}, Box{-50, 10, 5, 100},
                         Box{500, 10, 560, 130}, Box{10, 10, 50, 130}};
  const auto described = describe(somebody(red, blue), boxes);
  ASSERT_EQ(described.size(), boxes.size());
  for (std::size_t i = 0; i + 1 < boxes.size(); ++i) EXPECT_FALSE(described[i]) << i;
  EXPECT_TRUE(described.back());
  EXPECT_FALSE(describe(Picture(), boxes).back());
}

TEST(Appearance, BlendingGoesThePartOfTheWay) {
  const Appearance from = look(somebody(red, blue), box_at(40));
  const Appearance to = look(somebody(blue, red), box_at(40));
  Appearance blended = from;
  blended.blend(to, 0);
  EXPECT_LT(blended.distance(from), 1e-3);
  blended.blend(to, 0.5);
  EXPECT_NEAR(blended.distance(from), blended.distance(to), 0.01);
  blended.blend(to, 1);
  EXPECT_LT(blended.distance(to), 1e-3);
}

TEST(Likeness, ShortDistancesSpeakForTheSameBody) {
  const Likeness likeness;
  EXPECT_GT(likeness.evidence(0.15), 2);
  EXPECT_LT(likeness.evidence(0.6), -2);
  EXPECT_GE(likeness.evidence(1), -6);
  EXPECT_LE(likeness.evidence(0), 6);
}

TEST(Likeness, LearnsThatAllLookAlikeAndForgetsIt) {
  Likeness likeness;
  for (int i = 0; i < 4000; ++i) {
    likeness.learn_same(i % 2 == 0 ? 0.2 : 0.3, 0.1);
    likeness.learn_different(i % 2 == 0 ? 0.2 : 0.3, 0.1);
    likeness.forget(0.1);
  }
  EXPECT_LT(std::abs(likeness.evidence(0.15)), Likeness().evidence(0.15) / 3);
  likeness.forget(300);
  EXPECT_GT(likeness.evidence(0.15), 2);
}

}  // namespace
}  // namespace trigo
