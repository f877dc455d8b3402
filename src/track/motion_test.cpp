#include "track/motion.hpp"

#include <cmath>

#include <gtest/gtest.h>

namespace trigo {
namespace {

Box walker_at(float x, float y = 200, float height = 100) {
  return {x - 20, y - height / 2, x + 20, y + height / 2};
}

float center(const Box& box) {
  return (box.left + box.right) / 2;
}

TEST(Motion, PredictsOnceAsItDoesInManySmallSteps) {
  for (const double total_s : {0.5, 3.0}) {
    MovingValue once{.value = 10, .velocity = 5, .value_variance = 1, .velocity_variance = 4};
    MovingValue often = once;
    once.predict(total_s, 2, 3);
    for (int i = 0; i < 1000; ++i) often.predict(total_s / 1000, 2, 3);
    EXPECT_NEAR(once.value, often.value, 1e-6);
    EXPECT_NEAR(once.velocity, often.velocity, 1e-6);
    EXPECT_NEAR(once.value_variance, often.value_variance, 1e-6);
    EXPECT_NEAR(once.covariance, often.covariance, 1e-6);
    EXPECT_NEAR(once.velocity_variance, often.velocity_variance, 1e-6);
  }
}

TEST(Motion, NeverGetsSurerOfItselfWithoutALook) {
  MovingValue value{.value_variance = 1};
  for (const double dt : {1e-9, 1e-6, 1e-3, 0.04, 1.0}) {
    const double before = value.value_variance;
    value.predict(dt, 0.5, 5);
    EXPECT_GE(value.value_variance, before);
  }
}

TEST(Motion, LearnsHowFastSomebodyWalksAtAnyRate) {
  for (const double dt : {0.04, 0.14, 0.57}) {
    Motion motion(walker_at(0));
    double time_s = 0;
    for (; time_s < 4; time_s += dt) {
      motion.predict(dt);
      motion.correct(walker_at(80 * static_cast<float>(time_s + dt)));
    }
    motion.predict(0.5);
    EXPECT_NEAR(center(motion.box()), 80 * (time_s + 0.5), 8) << "looks every " << dt << " s";
  }
}

TEST(Motion, ExpectsAMeasuredBoxMostWhereItPredictedIt) {
  Motion motion(walker_at(100));
  motion.predict(0.2);
  const double here = motion.log_density(walker_at(100));
  EXPECT_GT(here, motion.log_density(walker_at(120)));
  EXPECT_GT(here, motion.log_density(walker_at(100, 220)));
  EXPECT_GT(here, motion.log_density(walker_at(100, 200, 130)));
  const double there = motion.log_density(walker_at(160));
  motion.predict(1);
  EXPECT_LT(motion.log_density(walker_at(100)), here) << "less sure after a second";
  EXPECT_GT(motion.log_density(walker_at(160)), there) << "it may be further by then";
}

TEST(Motion, ALookOfAShakenCameraCountsForLess) {
  Motion calm(walker_at(100));
  Motion shaken = calm;
  for (Motion* motion : {&calm, &shaken}) motion->predict(0.2);
  calm.correct(walker_at(130));
  shaken.correct(walker_at(130), 30);
  EXPECT_LT(center(shaken.box()), center(calm.box()));
}

}  // namespace
}  // namespace trigo
