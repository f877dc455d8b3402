#include "media/field.hpp"

#include <algorithm>
#include <cstdlib>

#include <gtest/gtest.h>

extern "C" {
#include <libavutil/display.h>
#include <libavutil/pixdesc.h>
}

#include "media/test_paint.hpp"

namespace trigo {
namespace {

constexpr AVRational unsaid{0, 1};
constexpr ColorSpace limited{ColorMatrix::bt601, false};

void set_interlaced(AVFrame& image, bool top_first) {
#ifdef AV_FRAME_FLAG_INTERLACED
  image.flags |= AV_FRAME_FLAG_INTERLACED | (top_first ? AV_FRAME_FLAG_TOP_FIELD_FIRST : 0);
#else
  image.interlaced_frame = 1;
  image.top_field_first = top_first ? 1 : 0;
#endif
}

/// A white bar on black that has moved by 12 pixels between the fields, from x = 20 … 36 in the
/// first.
std::shared_ptr<AVFrame> moving_bar(Size size, AVPixelFormat format, bool top_first) {
  FrameHandle image = paint(size, format, limited, [top_first](double x, double y) {
    const bool is_top = static_cast<int>(y) % 2 == 0;
    const double left = is_top == top_first ? 20 : 32;
    return x >= left && x < left + 16 ? Color{1, 1, 1} : Color{0, 0, 0};
  });
  set_interlaced(*image, top_first);
  return image;
}

struct Look {
  explicit Look(const Picture& picture) : Look(picture, picture.size()) {}
  Look(const Picture& picture, Size size) : image(size), planes(image.view()) {
    EXPECT_TRUE(scale_into(picture, planes).has_value());
  }
  int luma(int x, int y) const { return planes.y[std::ptrdiff_t{y} * planes.y_stride + x]; }

  I420Image image;
  YuvView planes;
};

/// The largest step from a row to the next one.
int comb(const Look& look) {
  int most = 0;
  for (int y = 1; y < look.planes.size.height; ++y)
    for (int x = 0; x < look.planes.size.width; ++x)
      most = std::max(most, std::abs(look.luma(x, y) - look.luma(x, y - 1)));
  return most;
}

TEST(Field, AMovingBarHasNoCombAndIsWhereTheFirstFieldHasIt) {
  for (const AVPixelFormat format : {AV_PIX_FMT_YUV420P, AV_PIX_FMT_NV12, AV_PIX_FMT_YUYV422,
                                     AV_PIX_FMT_YUV422P10LE, AV_PIX_FMT_GRAY8, AV_PIX_FMT_BGR24})
    for (const bool top_first : {true, false}) {
      const Size size{64, 48};
      const Picture picture = make_upright(moving_bar(size, format, top_first), unsaid, nullptr);
      EXPECT_EQ(picture.size(), size);
      for (const Size shown : {size, Size{64, 24}, Size{64, 96}}) {
        const Look look(picture, shown);
        EXPECT_LE(comb(look), 1) << av_get_pix_fmt_name(format) << ' ' << shown.height;
        EXPECT_GT(look.luma(22, shown.height / 2), 200) << av_get_pix_fmt_name(format);
        EXPECT_LT(look.luma(45, shown.height / 2), 30) << av_get_pix_fmt_name(format);
      }
    }
}

TEST(Field, ColorsAreThoseOfTheFirstFieldToo) {
  for (const bool top_first : {true, false}) {
    auto image = moving_bar({64, 48}, AV_PIX_FMT_YUV420P, top_first);
    for (int row = 0; row < 24; ++row)
      std::fill_n(image->data[1] + std::ptrdiff_t{row} * image->linesize[1], 32,
                  (row % 2 == 0) == top_first ? 90 : 160);
    const Look look(make_upright(image, unsaid, nullptr));
    for (int row = 0; row < 24; ++row)
      EXPECT_EQ(look.planes.u[std::ptrdiff_t{row} * look.planes.u_stride + 8], 90) << row;
  }
}

TEST(Field, NothingBelowTheImageIsReadWhereRowsDoNotComeOutEven) {
  for (const int height : {49, 50, 51}) {
    auto image = moving_bar({64, 56}, AV_PIX_FMT_YUV420P, false);
    image->height = height;
    for (int row = 0; row < 28; ++row)
      std::fill_n(image->data[1] + std::ptrdiff_t{row} * image->linesize[1], 32,
                  row < (height + 1) / 2 ? 90 : 200);
    const Look look(make_upright(image, unsaid, nullptr));
    for (int row = 0; row < (height + 1) / 2; ++row)
      EXPECT_EQ(look.planes.u[std::ptrdiff_t{row} * look.planes.u_stride + 8], 90) << row;
  }
}

/// How many rows of a column are bright, parts of rows included: where the edge is.
double bright_rows(const Look& look, int x) {
  double sum = 0;
  for (int y = 0; y < look.planes.size.height; ++y) sum += (look.luma(x, y) - 16) / 219.0;
  return sum;
}

TEST(Field, WhatStandsStillIsWhereItWasWithinHalfAPixel) {
  for (const int height : {48, 49, 50, 51, 121})
    for (const bool top_first : {true, false})
      for (int edge = 10; edge < 30; ++edge) {
        FrameHandle image = paint({32, height}, AV_PIX_FMT_YUV420P, limited, [&](double, double y) {
          const double grey = std::clamp((edge + 4 - y) / 8, 0.0, 1.0);
          return Color{grey, grey, grey};
        });
        set_interlaced(*image, top_first);
        const Picture picture = make_upright(std::move(image), unsaid, nullptr);
        ASSERT_EQ(picture.size(), (Size{32, height}));
        EXPECT_NEAR(bright_rows(Look(picture), 16), edge,
                    0.52)  // And what rounding to levels adds.
            << height << " rows, " << (top_first ? "top" : "bottom") << " field first";
      }
}

TEST(Field, ComposesWithCropTurnAspectAndParts) {
  auto image = moving_bar({64, 48}, AV_PIX_FMT_YUV420P, true);
  image->crop_top = 8;
  image->crop_bottom = 4;
  image->crop_left = 16;
  std::int32_t matrix[9];
  av_display_rotation_set(matrix, 180);
  const Picture picture = make_upright(image, {2, 1}, matrix);
  EXPECT_EQ(picture.size(), (Size{96, 36}));
  const Look look(picture);
  EXPECT_LE(comb(look), 1);
  // The bar, 20 … 36, is 4 … 20 of the crop, twice as wide and seen from the right.
  EXPECT_GT(look.luma(95 - 10, 18), 200);
  EXPECT_LT(look.luma(95 - 50, 18), 30);

  const Picture part = part_of(in_planes(picture), {48, 6, 96, 30});
  EXPECT_EQ(part.size(), (Size{48, 24}));
  EXPECT_LE(comb(Look(part)), 1);
  const Picture plain =
      make_upright(moving_bar({64, 48}, AV_PIX_FMT_YUV420P, true), unsaid, nullptr);
  EXPECT_LE(comb(Look(part_of(plain, {3, 5, 50, 41}))), 1);
}

TEST(Field, ProgressiveAndVeryLowImagesKeepAllRows) {
  auto low = moving_bar({64, 16}, AV_PIX_FMT_YUV420P, true);
  EXPECT_GT(comb(Look(make_upright(low, unsaid, nullptr))), 100);
  FrameHandle progressive = paint({64, 48}, AV_PIX_FMT_YUV420P, limited, [](double, double y) {
    return static_cast<int>(y) % 2 == 0 ? Color{1, 1, 1} : Color{0, 0, 0};
  });
  EXPECT_GT(comb(Look(make_upright(std::move(progressive), unsaid, nullptr))), 100);
}

TEST(Field, TheColorMatrixIsGuessedByTheWholeImage) {
  FrameHandle image = paint({64, 1080}, AV_PIX_FMT_YUV420P, limited, [](double, double) {
    return Color{0, 0, 0};
  });
  image->colorspace = AVCOL_SPC_UNSPECIFIED;
  set_interlaced(*image, true);
  EXPECT_EQ(make_upright(std::move(image), unsaid, nullptr).color().matrix, ColorMatrix::bt709);
}

}  // namespace
}  // namespace trigo
