#pragma once

#include <functional>

#include "base/result.hpp"
#include "bench/figures.hpp"

namespace trigo {

/// What it means that a machine keeps up.
struct KeepsUp {
  double least_percent = 98;  // Of the due detections.
  double age_p95_ms = 300;

  /// Not if nothing was detected.
  bool operator()(const BenchFigures& figures) const;
};

/// The largest number of 1 … `limit` for which `holds` says true, taking for granted that it then
/// holds for every smaller one; 0 if it does for none. Doubles from `first` on, then bisects.
/// Errors: those of `holds`.
Result<int> find_max(int first, int limit, const std::function<Result<bool>(int)>& holds);

}  // namespace trigo
