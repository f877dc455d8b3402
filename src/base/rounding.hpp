#pragma once

#include <cmath>

namespace trigo {

/// Rounded to so many steps a unit: fifteen digits of a pixel help nobody and cost bytes.
inline double rounded_to(double value, double steps) {
  return std::round(value * steps) / steps;
}

}  // namespace trigo
