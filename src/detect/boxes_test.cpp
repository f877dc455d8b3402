// From a model's numbers to boxes: the head, suppression, colours.
#include <cmath>
#include <limits>
#include <vector>

#include <gtest/gtest.h>

#include "detect/bgr_matrix.hpp"
#include "detect/suppression.hpp"
#include "detect/yolox_head.hpp"

namespace trigo {
namespace {

Detection detection(float left, float score, int class_id = 0) {
  return {{left, 0, left + 100, 100}, score, class_id};
}

TEST(Suppression, OfBoxesThatOverlapTheBestStaysAndTheBestComesFirst) {
  // 20 px apart: IoU 80/120 = 0.67. 40 px: 60/140 = 0.43.
  const auto kept =
      suppressed({detection(20, 0.5F), detection(0, 0.9F), detection(40, 0.7F)}, 0.45F);
  ASSERT_EQ(kept.size(), 2U);
  EXPECT_EQ(kept[0], detection(0, 0.9F));
  EXPECT_EQ(kept[1], detection(40, 0.7F));
}

TEST(Suppression, ABoxThatWasSuppressedSuppressesNoOther) {
  const auto kept =
      suppressed({detection(0, 0.9F), detection(30, 0.8F), detection(60, 0.7F)}, 0.45F);
  ASSERT_EQ(kept.size(), 2U);
  EXPECT_EQ(kept[1], detection(60, 0.7F));
}

TEST(Suppression, ClassesAreKeptApart) {
  EXPECT_EQ(suppressed({detection(0, 0.9F, 0), detection(0, 0.8F, 2)}, 0.45F).size(), 2U);
}

class YoloxHead : public testing::Test {
 protected:
  static constexpr Size tensor{96, 64};  // Grids of 12 x 8, 6 x 4 and 3 x 2.
  static constexpr int classes = 3;
  static constexpr int columns = 5 + classes;

  void set(int anchor, std::vector<float> row) {
    std::copy(row.begin(), row.end(), rows_.begin() + std::ptrdiff_t{anchor} * columns);
  }
  Detections read(std::vector<int> wanted) {
    return read_yolox(rows_, tensor, classes, wanted, wanted);
  }

  std::vector<float> rows_ = std::vector<float>(std::size_t{96 + 24 + 6} * columns);
};

TEST_F(YoloxHead, HasOneAnchorForEachCellOfItsThreeGrids) {
  EXPECT_EQ(yolox_anchors(tensor), 126);
  EXPECT_EQ(yolox_anchors({416, 416}), 3549);
}

TEST_F(YoloxHead, ABoxIsReadByTheFormulaOfItsStride) {
  const float log2 = std::log(2.0F);
  // Stride 16: cell 9 of that grid is column 3, row 1. Centre (3.5, 1.25) * 16 = (56, 20), size
  // 2 * 16 by 1 * 16.
  set(96 + 9, {0.5F, 0.25F, log2, 0, 0.8F, 0.5F, 0, 0});
  const auto found = read({0});
  ASSERT_EQ(found.size(), 1U);
  EXPECT_FLOAT_EQ(found[0].score, 0.4F);
  EXPECT_EQ(found[0].class_id, 0);
  EXPECT_FLOAT_EQ(found[0].box.left, 40);
  EXPECT_FLOAT_EQ(found[0].box.top, 12);
  EXPECT_FLOAT_EQ(found[0].box.right, 72);
  EXPECT_FLOAT_EQ(found[0].box.bottom, 28);
}

TEST_F(YoloxHead, TheLastCellOfEachGridHasItsOwnPlace) {
  set(95, {0, 0, 0, 0, 1, 1, 0, 0});   // Stride 8: (11, 7) * 8
  set(119, {0, 0, 0, 0, 1, 1, 0, 0});  // Stride 16: (5, 3) * 16
  set(125, {0, 0, 0, 0, 1, 1, 0, 0});  // Stride 32: (2, 1) * 32
  const auto found = read({0});
  ASSERT_EQ(found.size(), 3U);
  EXPECT_EQ(found[0].box, (Box{84, 52, 92, 60}));
  EXPECT_EQ(found[1].box, (Box{72, 40, 88, 56}));
  EXPECT_EQ(found[2].box, (Box{48, 16, 80, 48}));
}

TEST_F(YoloxHead, OnlyWantedClassesWithAScoreOfATenthAreRead) {
  set(0, {0, 0, 0, 0, 0.5F, 0.25F, 0.9F, 0.1F});  // 0.125, 0.45, 0.05
  EXPECT_EQ(read({0}).size(), 1U);
  EXPECT_EQ(read({2}).size(), 0U);
  const auto both = read({1, 0, 2});
  ASSERT_EQ(both.size(), 2U);
  EXPECT_EQ(both[0].class_id, 1);
}

TEST_F(YoloxHead, WhatIsNoNumberIsNoBox) {
  const float nan = std::numeric_limits<float>::quiet_NaN();
  set(0, {0, 0, 1000, 0, 1, 1, 0, 0});  // exp(1000) is infinite.
  set(1, {nan, 0, 0, 0, 1, 1, 0, 0});
  set(2, {0, 0, 0, 0, nan, 1, 0, 0});
  set(3, {0, 0, 0, 0, 1, nan, 0, 0});
  set(4, {0, nan, 0, 0, 1, 1, 0, 0});
  EXPECT_TRUE(read({0}).empty());
}

TEST_F(YoloxHead, ABoxThatReachesAbsurdlyFarIsNone) {
  set(0, {0, 0, std::log(24'000.0F), 0, 1, 1, 0, 0});  // 8 pixels times that: 96,000 to each side.
  set(1, {0, 0, std::log(26'000.0F), 0, 1, 1, 0, 0});
  set(2, {1e30F, -1e30F, 0, 0, 1, 1, 0, 0});
  set(3, {0, 0, 80, 80, 1, 1, 0, 0});  // Finite, but its area is not.
  EXPECT_EQ(read({0}).size(), 1U);
}

std::array<int, 3> bgr(const ColorSpace& color, float y, float u, float v) {
  const auto matrix = bgr_matrix(color);
  std::array<int, 3> result{};
  for (std::size_t c = 0; c < 3; ++c)
    result[c] = static_cast<int>(
        std::lround(matrix.luma[c] * y + matrix.u[c] * u + matrix.v[c] * v + matrix.offset[c]));
  return result;
}

TEST(BgrMatrix, BlackWhiteAndTheSaturatedColoursComeOutByTheStandards) {
  using Bgr = std::array<int, 3>;
  for (const auto matrix : {ColorMatrix::bt601, ColorMatrix::bt709, ColorMatrix::bt2020}) {
    EXPECT_EQ(bgr({matrix, false}, 16, 128, 128), (Bgr{0, 0, 0}));
    EXPECT_EQ(bgr({matrix, false}, 235, 128, 128), (Bgr{255, 255, 255}));
    EXPECT_EQ(bgr({matrix, true}, 0, 128, 128), (Bgr{0, 0, 0}));
    EXPECT_EQ(bgr({matrix, true}, 255, 128, 128), (Bgr{255, 255, 255}));
  }
  // Pure red: Y = Kr, U = -Kr / (2 - 2 Kb), V = 1/2.
  const auto near = [](Bgr seen, Bgr meant) {
    for (std::size_t c = 0; c < 3; ++c) EXPECT_NEAR(seen[c], meant[c], 2) << c;
  };
  near(bgr({ColorMatrix::bt601, false}, 81, 90, 240), {0, 0, 255});
  near(bgr({ColorMatrix::bt709, false}, 63, 102, 240), {0, 0, 255});
  near(bgr({ColorMatrix::bt601, true}, 76, 85, 255), {0, 0, 255});
  near(bgr({ColorMatrix::bt709, false}, 32, 240, 118), {255, 0, 0});
}

}  // namespace
}  // namespace trigo
