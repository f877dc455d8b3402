#include "batch/letterbox.hpp"

#include <algorithm>
#include <random>
#include <vector>

#include <gtest/gtest.h>

namespace trigo {
namespace {

constexpr TensorProfile profiles[] = {TensorProfile::fast, TensorProfile::standard,
                                      TensorProfile::accurate};

Picture plain_picture(Size size, int y, int u, int v) {
  FrameHandle image(av_frame_alloc());
  image->format = AV_PIX_FMT_YUV420P;
  image->width = size.width;
  image->height = size.height;
  EXPECT_EQ(av_frame_get_buffer(image.get(), 0), 0);
  const int values[] = {y, u, v};
  for (int plane = 0; plane < 3; ++plane) {
    const int rows = plane == 0 ? size.height : (size.height + 1) / 2;
    std::fill_n(image->data[plane], static_cast<std::ptrdiff_t>(image->linesize[plane]) * rows,
                static_cast<std::uint8_t>(values[plane]));
  }
  const auto transform = upright_transform(*image, {1, 1}, nullptr);
  return Picture(std::shared_ptr<const AVFrame>(std::move(image)), transform);
}

TEST(Letterbox, TheUsualPicturesGetTheShapesThatWasteLeast) {
  const auto shape = [](int width, int height) {
    return tensor_shape({width, height}, TensorProfile::standard);
  };
  EXPECT_EQ(shape(1920, 1080), (Size{416, 256}));
  EXPECT_EQ(shape(768, 576), (Size{416, 320}));
  EXPECT_EQ(shape(1280, 1024), (Size{416, 320}));  // 4 % smaller than in the square.
  EXPECT_EQ(shape(2880, 2880), (Size{416, 416}));
  EXPECT_EQ(shape(576, 768), (Size{320, 416}));
  EXPECT_EQ(shape(1080, 1920), (Size{256, 416}));
  EXPECT_EQ(shape(5120, 1440), (Size{416, 192}));
  EXPECT_EQ(tensor_shape({768, 576}, TensorProfile::fast), (Size{320, 256}));
  EXPECT_EQ(tensor_shape({1920, 1080}, TensorProfile::accurate), (Size{640, 384}));
}

TEST(Letterbox, ThereAreSixShapesAProfileAndTheirSidesAreMultiplesOf32) {
  for (const auto profile : profiles) {
    const auto shapes = tensor_shapes(profile);
    EXPECT_EQ(shapes.size(), 6U);
    for (const Size shape : shapes) {
      EXPECT_EQ(shape.width % 32, 0);
      EXPECT_EQ(shape.height % 32, 0);
      EXPECT_EQ(tensor_shape(shape, profile), shape);
    }
  }
}

TEST(Letterbox, TheLongerSideFillsTheTensorAndTheScaleIsKeptToHalfAStep) {
  const auto letterbox = fit({768, 576}, {416, 320});
  EXPECT_EQ(letterbox.content, (Size{416, 312}));
  EXPECT_EQ(fit({1920, 1080}, {416, 256}).content, (Size{416, 234}));
  EXPECT_EQ(fit({100000, 3}, {416, 192}).content, (Size{416, 2}));
  EXPECT_EQ(fit({161, 121}, {416, 320}).content, (Size{416, 312}));  // Enlarged.
}

TEST(Letterbox, ABoxComesBackFromTheTensorWhereItWas) {
  std::mt19937 random(7);
  std::uniform_int_distribution<int> side(1, 8000);
  std::uniform_real_distribution<float> place(-0.2F, 1.2F);
  for (int round = 0; round < 2000; ++round) {
    const Size picture{side(random), side(random)};
    const Size tensor = tensor_shape(picture, profiles[round % 3]);
    const auto letterbox = fit(picture, tensor);
    ASSERT_LE(letterbox.content.width, tensor.width);
    ASSERT_LE(letterbox.content.height, tensor.height);
    ASSERT_TRUE(letterbox.content.width == tensor.width ||
                letterbox.content.height == tensor.height);

    const auto width = static_cast<float>(picture.width);
    const auto height = static_cast<float>(picture.height);
    const Box box{place(random) * width, place(random) * height, place(random) * width,
                  place(random) * height};
    const Box back = letterbox.to_picture(letterbox.to_tensor(box));
    EXPECT_NEAR(back.left, box.left, 1e-5F * width);
    EXPECT_NEAR(back.top, box.top, 1e-5F * height);
    EXPECT_NEAR(back.right, box.right, 1e-5F * width);
    EXPECT_NEAR(back.bottom, box.bottom, 1e-5F * height);

    // The whole content is the whole picture, whatever was rounded.
    const Box content{0, 0, static_cast<float>(letterbox.content.width),
                      static_cast<float>(letterbox.content.height)};
    EXPECT_FLOAT_EQ(letterbox.to_picture(content).right, width);
    EXPECT_FLOAT_EQ(letterbox.to_picture(content).bottom, height);
  }
}

/// A tensor with what an earlier picture left in it.
class UsedTensor {
 public:
  explicit UsedTensor(Size size)
      : size_(size), bytes_(3 * static_cast<std::size_t>(size.width * size.height), 1) {}
  TensorPlanes planes() {
    const std::ptrdiff_t plane = std::ptrdiff_t{size_.width} * size_.height;
    return {bytes_.data(), bytes_.data() + plane, bytes_.data() + 2 * plane, size_};
  }

 private:
  Size size_;
  std::vector<std::uint8_t> bytes_;
};

void expect_plane(const std::uint8_t* plane, Size size, Size content, int inside, int outside) {
  for (int row = 0; row < size.height; ++row)
    for (int column = 0; column < size.width; ++column) {
      const bool is_inside = row < content.height && column < content.width;
      ASSERT_EQ(plane[row * size.width + column], is_inside ? inside : outside)
          << column << ' ' << row;
    }
}

TEST(Letterbox, ThePictureIsAtTheTopLeftAndTheRestIsGrey) {
  for (const Size picture : {Size{768, 576}, Size{90, 180}, Size{161, 121}, Size{2000, 90},
                             Size{1, 1}, Size{2, 2}, Size{8192, 16}, Size{16, 8192}}) {
    const Size size = tensor_shape(picture, TensorProfile::standard);
    UsedTensor tensor(size);
    const auto letterbox = letterbox_into(plain_picture(picture, 200, 90, 60), tensor.planes());
    ASSERT_TRUE(letterbox) << letterbox.error().message;
    expect_plane(tensor.planes().y, size, letterbox->content, 200, 114);
    expect_plane(tensor.planes().u, size, letterbox->content, 90, 128);
    expect_plane(tensor.planes().v, size, letterbox->content, 60, 128);
  }
}

}  // namespace
}  // namespace trigo
