#include "presence/scene_plan.hpp"

#include <random>

#include <gtest/gtest.h>

#include "presence/region.hpp"

namespace trigo {
namespace {

const Polygon square{{0.1F, 0.1F}, {0.9F, 0.1F}, {0.9F, 0.9F}, {0.1F, 0.9F}};

TEST(PolygonFault, PolygonsOfEitherDirectionAreRight) {
  EXPECT_FALSE(polygon_fault(square));
  EXPECT_FALSE(polygon_fault({square.rbegin(), square.rend()}));
  const Polygon bent{{0, 0}, {1, 0}, {1, 1}, {0.5F, 0.2F}, {0, 1}};
  EXPECT_FALSE(polygon_fault(bent));
}

TEST(PolygonFault, WhatIsNoPolygonIsRefusedWithItsReason) {
  const auto fault = [](const Polygon& polygon) { return polygon_fault(polygon).value_or("none"); };
  EXPECT_EQ(fault({{0, 0}, {1, 1}}), "has fewer than 3 corners; give it at least 3");
  EXPECT_EQ(fault({}), "has fewer than 3 corners; give it at least 3");
  EXPECT_EQ(fault({{0, 0}, {0.5F, 0.5F}, {1, 1}}), "has no area; move its corners apart");
  EXPECT_EQ(fault({{0, 0}, {1, 0}, {1, 0.00001F}}), "has no area; move its corners apart");
  EXPECT_EQ(fault({{0, 0}, {1, 0}, {1, 0}, {0, 1}}),
            "has the corner (1, 0) twice in a row; remove one");
  const std::string crosses =
      "crosses or touches itself; list its corners in the order in which they follow each other "
      "round the area";
  EXPECT_EQ(fault({{0, 0}, {1, 1}, {1, 0}, {0, 1}}), crosses) << "an hourglass";
  EXPECT_EQ(fault({{0, 0}, {1, 0.2F}, {0, 0.4F}, {0.6F, 0}, {0.6F, 1}}), crosses);
  EXPECT_EQ(fault({{0, 0}, {1, 0}, {0.5F, 0}, {0.5F, 1}}), crosses) << "back on itself";
  EXPECT_EQ(fault({{0, 0}, {1.5F, 0}, {1, 1}}),
            "has a corner (1.5, 0) outside of the picture; coordinates are 0 … 1 of its width and "
            "height");
  EXPECT_EQ(fault(Polygon(300)), "has 300 corners; 256 are the most");
}

TEST(LineFault, ALineHasALengthAndLiesInThePicture) {
  EXPECT_FALSE(line_fault({0, 0}, {1, 1}));
  EXPECT_EQ(line_fault({0.5F, 0.5F}, {0.5F, 0.5F}), "has no length; move its ends apart");
  EXPECT_TRUE(line_fault({0.5F, 0.5F}, {0.5F, 1.5F}));
}

TEST(RegionTest, EveryPointIsInAPolygonOrInItsComplement) {
  // The right part of the picture, cut off by a crooked border, and the left one.
  const Polygon border{{0.5F, 0}, {0.25F, 0.25F}, {0.75F, 0.625F}, {0.5F, 1}};
  Polygon left{{0, 0}};
  Polygon right{{1, 0}};
  for (const Point& corner : border) {
    left.push_back(corner);
    right.push_back(corner);
  }
  left.push_back({0, 1});
  right.push_back({1, 1});
  const Size picture{640, 480};
  const Region one(left, picture);
  const Region other(right, picture);
  std::mt19937 random(1);
  std::uniform_real_distribution<float> x(0, 640);
  std::uniform_real_distribution<float> y(0, 480);
  for (int i = 0; i < 20'000; ++i) {
    const Point point{x(random), y(random)};
    EXPECT_NE(one.covers(point), other.covers(point)) << point.x << ' ' << point.y;
  }
  for (const Point& corner : border) {
    const Point point{corner.x * 640, corner.y * 480};
    EXPECT_TRUE(one.covers(point) && other.covers(point)) << "on the border: in both";
  }
}

TEST(RegionTest, DistancesAndCrossings) {
  const Region region(square, {100, 100});
  EXPECT_DOUBLE_EQ(region.distance({50, 50}), 0);
  EXPECT_NEAR(region.distance({50, 95}), 5, 1e-4);
  EXPECT_NEAR(region.crossing({50, 50}, {50, 100}), 0.8, 2e-3);
  EXPECT_NEAR(region.crossing({0, 50}, {40, 50}), 0.25, 2e-3);
}

TEST(Masks, WhatStandsInAMaskIsIgnored) {
  const Mask sign{.name = "sign", .polygon = {{0, 0}, {0.5F, 0}, {0.5F, 0.5F}, {0, 0.5F}}};
  Mask poster = sign;
  poster.anchor = Anchor::center;
  const Detection standing{{10, 10, 20, 40}, 0.9F, 0};
  const Detection passing{{10, 10, 20, 80}, 0.9F, 0};  // Its feet are outside, its center is not.
  Detections detections{standing, passing};
  remove_masked({sign}, {100, 100}, detections);
  EXPECT_EQ(detections, (Detections{passing}));
  remove_masked({poster}, {100, 100}, detections);
  EXPECT_TRUE(detections.empty());
}

}  // namespace
}  // namespace trigo
