#include "track/motion.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "track/constants.hpp"

namespace trigo {
namespace {

using namespace tracking;

MovingValue standing(double value, double sd, double velocity_sd) {
  return {
      .value = value, .value_variance = sd * sd, .velocity_variance = velocity_sd * velocity_sd};
}

double center_x(const Box& box) {
  return (double{box.left} + box.right) / 2;
}

double center_y(const Box& box) {
  return (double{box.top} + box.bottom) / 2;
}

double log_height(const Box& box) {
  return std::log(double{box.height()});
}

double log_shape(const Box& box) {
  return std::log(double{box.width()} / box.height());
}

double squared(double value) {
  return value * value;
}

double log_normal(double residual, double variance) {
  return -0.5 * (squared(residual) / variance + std::log(2 * std::numbers::pi * variance));
}

}  // namespace

void MovingValue::predict(double dt, double velocity_sd, double fading_s) {
  const double kept = std::exp(-dt / fading_s);
  const double reach = fading_s * (1 - kept);
  const double variance = squared(velocity_sd);
  value += reach * velocity;
  velocity *= kept;
  const double old_covariance = covariance;
  // Of nearly nothing in a very short time: rounding must not make it less.
  const double wandered = std::max(0.0, 2 * dt / fading_s - 3 + 4 * kept - kept * kept);
  value_variance += 2 * reach * old_covariance + reach * reach * velocity_variance +
                    variance * fading_s * fading_s * wandered;
  covariance = kept * old_covariance + kept * reach * velocity_variance +
               variance * fading_s * (1 - kept) * (1 - kept);
  velocity_variance = kept * kept * velocity_variance + variance * (1 - kept * kept);
}

void MovingValue::correct(double measured, double sd) {
  const double total = value_variance + sd * sd;
  const double gain = value_variance / total;
  const double velocity_gain = covariance / total;
  const double residual = measured - value;
  value += gain * residual;
  velocity += velocity_gain * residual;
  velocity_variance -= velocity_gain * covariance;
  covariance *= 1 - gain;
  value_variance *= 1 - gain;
}

Motion::Motion(const Box& box) {
  const double h = box.height();
  x_ = standing(center_x(box), place_sd * h, speed_sd * h);
  y_ = standing(center_y(box), place_sd * h, speed_sd * h);
  log_height_ = standing(log_height(box), size_sd, growth_sd);
  log_shape_ = standing(log_shape(box), shape_sd, growth_sd);
}

void Motion::predict(double dt) {
  const double h = height();
  x_.predict(dt, speed_sd * h, speed_memory_s);
  y_.predict(dt, speed_sd * h, speed_memory_s);
  log_height_.predict(dt, growth_sd, growth_memory_s);
  log_shape_.predict(dt, growth_sd, growth_memory_s);
}

void Motion::correct(const Box& box, double sway) {
  const double noise = std::hypot(place_sd * height(), sway);
  x_.correct(center_x(box), noise);
  y_.correct(center_y(box), noise);
  log_height_.correct(log_height(box), size_sd);
  log_shape_.correct(log_shape(box), shape_sd);
}

double Motion::height() const {
  return std::exp(log_height_.value);
}

Box Motion::box() const {
  const double h = height();
  const double w = h * std::exp(log_shape_.value);
  return {static_cast<float>(x_.value - w / 2), static_cast<float>(y_.value - h / 2),
          static_cast<float>(x_.value + w / 2), static_cast<float>(y_.value + h / 2)};
}

double Motion::log_density(const Box& box) const {
  const double h = height();
  const double detector = squared(place_sd * h);
  return log_normal(center_x(box) - x_.value, x_.value_variance + detector) +
         log_normal(center_y(box) - y_.value, y_.value_variance + detector) + 2 * std::log(h) +
         log_normal(log_height(box) - log_height_.value,
                    log_height_.value_variance + squared(size_sd));
}

}  // namespace trigo
