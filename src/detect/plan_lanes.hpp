#pragma once

#include <optional>
#include <string>

#include "detect/lane_cache.hpp"
#include "detect/lane_measure.hpp"

namespace trigo {

/// How frames are taken, if the operator says so.
struct BatchWish {
  int max = 1;
  Duration wait{};
};

/// What the operator wants. What is left open is measured.
struct LaneWish {
  std::optional<int> lanes;
  std::optional<BatchWish> batch;
};

/// Where a plan may have been kept.
struct KnownPlans {
  const LaneCache* cache = nullptr;  // None: nothing is kept.
  std::string key;                   // Of what all the figures depend on; empty: unknown.
};

/// What was measured at an earlier start for this very wish and number of cores.
std::optional<LanePlan> find_plan(const LaneWish& wish, const KnownPlans& known, int cores);

/// Loads the model for the lanes that are wished, were measured at an earlier start, or are
/// measured now (2 to 4 s), which is kept unless it was disturbed. A measurement that fails is a
/// warning, and the runtime's own idea is used. Errors: those of `bench.load`; cancelled.
Result<PlannedModel> plan_lanes(const LaneWish& wish, const KnownPlans& known,
                                const LaneBench& bench);

}  // namespace trigo
