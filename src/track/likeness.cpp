#include "track/likeness.hpp"

#include <algorithm>
#include <cmath>

#include "track/constants.hpp"

namespace trigo {
namespace {

constexpr double usual_weight = 20;        // Seconds of evidence that what is usual stands for.
constexpr double least_variance = 0.0016;  // A scene of statues must not make it too sure.

}  // namespace

Likeness::Distances::Distances(double usual_mean, double usual_sd)
    : usual_mean_(usual_mean), usual_square_(usual_mean * usual_mean + usual_sd * usual_sd) {
  forget(1);
}

void Likeness::Distances::add(double distance, double weight) {
  weight_ += weight;
  sum_ += weight * distance;
  squares_ += weight * distance * distance;
}

void Likeness::Distances::forget(double share) {
  weight_ += share * (usual_weight - weight_);
  sum_ += share * (usual_weight * usual_mean_ - sum_);
  squares_ += share * (usual_weight * usual_square_ - squares_);
}

double Likeness::Distances::variance() const {
  return squares_ / weight_ - mean() * mean();
}

double Likeness::evidence(double distance) const {
  const double variance = std::max(least_variance, (same_.variance() + different_.variance()) / 2);
  const double apart = different_.mean() - same_.mean();
  // Where looks of one body differ as much as those of two, distance says nothing.
  if (apart <= 0) return 0;
  const double middle = (different_.mean() + same_.mean()) / 2;
  return std::clamp(apart / variance * (middle - distance), -tracking::most_appearance,
                    tracking::most_appearance);
}

void Likeness::forget(double seconds) {
  const double share = 1 - std::exp(-seconds / tracking::scene_memory_s);
  same_.forget(share);
  different_.forget(share);
}

}  // namespace trigo
