#include "media/picture.hpp"

#include <array>
#include <cstring>
#include <functional>

#include <gtest/gtest.h>

extern "C" {
#include <libavutil/display.h>
#include <libavutil/pixdesc.h>
}

namespace trigo {
namespace {

constexpr AVRational no_aspect{0, 1};

FrameHandle image(Size size, AVPixelFormat format) {
  FrameHandle frame(av_frame_alloc());
  frame->width = size.width;
  frame->height = size.height;
  frame->format = format;
  EXPECT_EQ(av_frame_get_buffer(frame.get(), 0), 0);
  return frame;
}

/// A planar image whose luma is 50, 100, 150, 200 in its quarters (top left, top right, bottom
/// left, bottom right), u is 120 in the left half and 136 in the right, v is 122 at the top and 134
/// at the bottom.
FrameHandle quarters(Size size) {
  FrameHandle frame = image(size, AV_PIX_FMT_YUV420P);
  const auto fill = [&](int plane, int width, int height, const std::function<int(bool, bool)>& f) {
    for (int y = 0; y < height; ++y)
      for (int x = 0; x < width; ++x)
        frame->data[plane][y * frame->linesize[plane] + x] =
            static_cast<std::uint8_t>(f(x >= width / 2, y >= height / 2));
  };
  fill(0, size.width, size.height,
       [](bool right, bool low) { return 50 + right * 50 + low * 100; });
  const int width = (size.width + 1) / 2;
  const int height = (size.height + 1) / 2;
  fill(1, width, height, [](bool right, bool) { return right ? 136 : 120; });
  fill(2, width, height, [](bool, bool low) { return low ? 134 : 122; });
  return frame;
}

using Corners = std::array<int, 4>;  // Top left, top right, bottom left, bottom right.

Corners corners_of(const std::uint8_t* plane, int stride, int width, int height) {
  const auto at = [&](int x, int y) { return int{plane[y * stride + x]}; };
  const int right = width - 1 - width / 8;
  const int low = height - 1 - height / 8;
  return {at(width / 8, height / 8), at(right, height / 8), at(width / 8, low), at(right, low)};
}

void expect_near(const Corners& seen, const Corners& expected, int tolerance) {
  for (std::size_t i = 0; i < seen.size(); ++i)
    EXPECT_NEAR(seen[i], expected[i], tolerance) << "corner " << i;
}

struct Seen {
  Corners y;
  Corners u;
  Corners v;
};

Seen look(const Picture& picture, Size size) {
  I420Image target(size);
  const YuvView view = target.view();
  EXPECT_TRUE(scale_into(picture, view).has_value());
  const int width = (size.width + 1) / 2;
  const int height = (size.height + 1) / 2;
  return {corners_of(view.y, view.y_stride, size.width, size.height),
          corners_of(view.u, view.u_stride, width, height),
          corners_of(view.v, view.v_stride, width, height)};
}

Picture upright(FrameHandle frame, const std::int32_t* matrix = nullptr) {
  const auto transform = upright_transform(*frame, no_aspect, matrix);
  return {std::shared_ptr<const AVFrame>(std::move(frame)), transform};
}

struct Matrix {
  std::array<std::int32_t, 9> numbers{};
  Matrix(double clockwise_degrees, bool horizontal_flip, bool vertical_flip) {
    av_display_rotation_set(numbers.data(), clockwise_degrees);
    av_display_matrix_flip(numbers.data(), horizontal_flip, vertical_flip);
  }
};

TEST(UprightTransform, LeavesAnOrdinaryPictureAlone) {
  const auto transform = upright_transform(*quarters({64, 48}), no_aspect, nullptr);
  EXPECT_EQ(transform, (PictureTransform{0, 0, {64, 48}, Rotation::none, false, {64, 48}}));
}

TEST(UprightTransform, StretchesPixelsToSquareAndNeverShrinksThem) {
  const auto frame = quarters({352, 288});
  EXPECT_EQ(upright_transform(*frame, {16, 11}, nullptr).picture, (Size{512, 288}));
  EXPECT_EQ(upright_transform(*frame, {1, 2}, nullptr).picture, (Size{352, 576}));
  const Matrix turned(90, false, false);
  EXPECT_EQ(upright_transform(*frame, {16, 11}, turned.numbers.data()).picture, (Size{288, 512}));
}

TEST(UprightTransform, TakesTheCodecsSampleAspectWhereTheContainerSaysNone) {
  const auto frame = quarters({100, 100});
  frame->sample_aspect_ratio = {2, 1};
  EXPECT_EQ(upright_transform(*frame, no_aspect, nullptr).picture, (Size{200, 100}));
  EXPECT_EQ(upright_transform(*frame, {1, 1}, nullptr).picture, (Size{100, 100}));
}

TEST(UprightTransform, ShrinksTheOtherSideWhereStretchingWouldPassTheLimit) {
  const auto frame = quarters({8192, 4096});
  EXPECT_EQ(upright_transform(*frame, {2, 1}, nullptr).picture, (Size{16'384, 4096}));
  EXPECT_EQ(upright_transform(*frame, {8, 1}, nullptr).picture, (Size{8192, 512}));
  EXPECT_EQ(upright_transform(*frame, {1, 8}, nullptr).picture, (Size{1024, 4096}));
}

TEST(UprightTransform, IgnoresASampleAspectThatCannotBeMeant) {
  EXPECT_EQ(upright_transform(*quarters({64, 48}), {1000, 1}, nullptr).picture, (Size{64, 48}));
}

TEST(UprightTransform, RoundsATurnToTheNearestQuarter) {
  const auto frame = quarters({64, 48});
  const Matrix askew(-83, false, false);
  EXPECT_EQ(upright_transform(*frame, no_aspect, askew.numbers.data()).rotation,
            Rotation::three_quarters);
}

TEST(ScaleInto, ScalesAPlanarPictureWithItsColors) {
  const Seen seen = look(upright(quarters({160, 120})), {40, 30});
  EXPECT_EQ(seen.y, (Corners{50, 100, 150, 200}));
  EXPECT_EQ(seen.u, (Corners{120, 136, 120, 136}));
  EXPECT_EQ(seen.v, (Corners{122, 122, 134, 134}));
}

TEST(ScaleInto, CutsOutTheCrop) {
  auto frame = quarters({64, 48});
  frame->crop_left = 32;
  frame->crop_bottom = 24;
  EXPECT_EQ(look(upright(std::move(frame)), {16, 12}).y, (Corners{100, 100, 100, 100}));
}

TEST(ScaleInto, TurnsClockwiseByTheDisplayMatrix) {
  const Seen quarter = look(upright(quarters({64, 48}), Matrix(90, 0, 0).numbers.data()), {48, 64});
  EXPECT_EQ(quarter.y, (Corners{150, 50, 200, 100}));
  EXPECT_EQ(quarter.u, (Corners{120, 120, 136, 136}));
  const Seen half = look(upright(quarters({64, 48}), Matrix(180, 0, 0).numbers.data()), {32, 24});
  EXPECT_EQ(half.y, (Corners{200, 150, 100, 50}));
  const Seen last = look(upright(quarters({64, 48}), Matrix(270, 0, 0).numbers.data()), {24, 32});
  EXPECT_EQ(last.y, (Corners{100, 200, 50, 150}));
}

TEST(ScaleInto, MirrorsByTheDisplayMatrix) {
  EXPECT_EQ(look(upright(quarters({64, 48}), Matrix(0, 1, 0).numbers.data()), {64, 48}).y,
            (Corners{100, 50, 200, 150}));
  EXPECT_EQ(look(upright(quarters({64, 48}), Matrix(0, 0, 1).numbers.data()), {64, 48}).y,
            (Corners{150, 200, 50, 100}));
  // Turned clockwise first, then mirrored left to right: the transpose.
  EXPECT_EQ(look(upright(quarters({64, 48}), Matrix(90, 1, 0).numbers.data()), {48, 64}).y,
            (Corners{50, 150, 100, 200}));
}

TEST(ScaleInto, HandlesOddSizes) {
  expect_near(look(upright(quarters({161, 121})), {53, 41}).y, {50, 100, 150, 200}, 1);
  const Matrix turned(90, false, false);
  expect_near(look(upright(quarters({161, 121}), turned.numbers.data()), {41, 53}).y,
              {150, 50, 200, 100}, 1);
}

/// The same picture in another pixel format, its numbers unchanged.
FrameHandle in_format(AVPixelFormat format, Size size) {
  const auto from = quarters(size);
  auto to = image(size, format);
  const SwsHandle scaler(sws_getContext(size.width, size.height, AV_PIX_FMT_YUV420P, size.width,
                                        size.height, format, SWS_POINT | SWS_ACCURATE_RND, nullptr,
                                        nullptr, nullptr));
  EXPECT_GT(
      sws_scale(scaler.get(), from->data, from->linesize, 0, size.height, to->data, to->linesize),
      0);
  return to;
}

class EveryLayout : public testing::TestWithParam<AVPixelFormat> {};

TEST_P(EveryLayout, BecomesThePlanar420WithTheSameNumbers) {
  auto frame = in_format(GetParam(), {64, 48});
  frame->crop_left = 2;
  frame->crop_right = 2;
  const Picture picture = upright(std::move(frame));
  EXPECT_EQ(picture.color(), (ColorSpace{ColorMatrix::bt601, false}));
  const Seen seen = look(picture, {30, 24});
  expect_near(seen.y, {50, 100, 150, 200}, 2);
  expect_near(seen.u, {120, 136, 120, 136}, 2);
  expect_near(seen.v, {122, 122, 134, 134}, 2);
}

INSTANTIATE_TEST_SUITE_P(Media, EveryLayout,
                         testing::Values(AV_PIX_FMT_NV12, AV_PIX_FMT_NV21, AV_PIX_FMT_YUV422P,
                                         AV_PIX_FMT_YUYV422, AV_PIX_FMT_YUV444P,
                                         AV_PIX_FMT_YUV420P10LE, AV_PIX_FMT_P010LE),
                         [](const auto& tested) { return av_get_pix_fmt_name(tested.param); });

TEST(ScaleInto, LeavesFullRangeNumbersAlone) {
  for (const auto format : {AV_PIX_FMT_YUVJ422P, AV_PIX_FMT_GRAY8, AV_PIX_FMT_YUVJ420P}) {
    auto frame = image({32, 32}, format);
    for (int plane = 0; plane < 3 && frame->data[plane] != nullptr; ++plane)
      std::memset(frame->data[plane], 250, static_cast<std::size_t>(frame->linesize[plane]) * 16);
    const Picture picture = upright(std::move(frame));
    EXPECT_TRUE(picture.color().full_range);
    EXPECT_EQ(look(picture, {16, 16}).y[0], 250) << av_get_pix_fmt_name(format);
  }
}

TEST(InPlanes, GivesAPlanarPictureItself) {
  const Picture picture = upright(quarters({64, 48}));
  EXPECT_EQ(in_planes(picture).shared_image(), picture.shared_image());
}

TEST(InPlanes, ShowsATurnedPictureUpright) {
  std::int32_t matrix[9];
  av_display_rotation_set(matrix, -90);
  const Picture turned = upright(quarters({64, 48}), matrix);
  const Picture planes = in_planes(turned);
  EXPECT_EQ(planes.size(), turned.size());
  EXPECT_EQ(planes.transform().rotation, Rotation::none);
  expect_near(look(planes, {48, 64}).y, look(turned, {48, 64}).y, 2);
}

TEST(InPlanes, IsEmptyForWhatCannotBeConverted) {
  FrameHandle frame(av_frame_alloc());
  frame->width = frame->height = 16;
  frame->format = AV_PIX_FMT_VAAPI;
  EXPECT_TRUE(in_planes(upright(std::move(frame))).size().empty());
}

TEST(PartOf, IsWhatLiesInTheBox) {
  const Picture picture = upright(quarters({64, 48}));
  const Picture right_low = part_of(picture, {33, 25, 64, 48});
  EXPECT_EQ(right_low.size(), (Size{32, 24}));
  expect_near(look(right_low, {16, 16}).y, {200, 200, 200, 200}, 1);
  const Picture across = part_of(picture, {16, 12, 48, 36});
  expect_near(look(across, {32, 24}).y, {50, 100, 150, 200}, 1);
}

TEST(PartOf, KeepsToThePictureAndItsStretch) {
  const FrameHandle frame = quarters({64, 48});
  auto transform = upright_transform(*frame, {2, 1}, nullptr);
  ASSERT_EQ(transform.picture, (Size{128, 48}));
  const Picture picture(
      std::shared_ptr<const AVFrame>(av_frame_clone(frame.get()), Free<av_frame_free>{}),
      transform);
  const Picture part = part_of(picture, {64, -10, 400, 24});
  EXPECT_EQ(part.size(), (Size{64, 24}));
  expect_near(look(part, {16, 16}).y, {100, 100, 100, 100}, 1);
}

TEST(Picture, GuessesItsColorsByItsHeight) {
  EXPECT_EQ(upright(image({64, 719}, AV_PIX_FMT_YUV420P)).color().matrix, ColorMatrix::bt601);
  EXPECT_EQ(upright(image({64, 720}, AV_PIX_FMT_YUV420P)).color().matrix, ColorMatrix::bt709);
  auto said = image({64, 64}, AV_PIX_FMT_YUV420P);
  said->colorspace = AVCOL_SPC_BT2020_NCL;
  EXPECT_EQ(upright(std::move(said)).color().matrix, ColorMatrix::bt2020);
}

TEST(ScaleInto, RefusesAFormatThatIsInNoMemoryOfOurs) {
  auto frame = image({32, 32}, AV_PIX_FMT_YUV420P);
  frame->format = AV_PIX_FMT_VAAPI;
  I420Image target({16, 16});
  const auto done = scale_into(upright(std::move(frame)), target.view());
  ASSERT_FALSE(done.has_value());
  EXPECT_EQ(done.error().kind, ErrorKind::invalid_argument);
  EXPECT_NE(done.error().message.find("vaapi"), std::string::npos);
}

}  // namespace
}  // namespace trigo
