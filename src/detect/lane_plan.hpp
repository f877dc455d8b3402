#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"

namespace trigo {

/// One way to run a model on a machine, and how fast it was.
struct LaneCandidate {
  int lanes = 1;
  int batch = 1;            // Frames shown at once.
  double images_per_s = 0;  // Of all lanes together.
  double latency_ms = 0;    // Of one call with a full batch, mean.

  bool operator==(const LaneCandidate&) const = default;
};

enum class PlanOrigin {
  config,    // The operator said so.
  measured,  // Now.
  cached,    // Measured at an earlier start, of the same machine, model and version.
  fixed,     // Nothing to measure, or it failed: what the model itself suggests.
};
std::string_view to_string(PlanOrigin origin);

/// How many lanes run a model, and how they take frames.
struct LanePlan {
  static constexpr int max_lanes = 64;
  static constexpr int max_batch = 64;
  static constexpr Duration max_wait = std::chrono::milliseconds(50);  // Of a measured plan.

  int lanes = 1;
  int batch = 1;    // Most frames in one call.
  Duration wait{};  // For company, while a batch is not full.
  PlanOrigin origin = PlanOrigin::fixed;
  bool disturbed = false;                 // Other programs took cores while it was measured.
  std::vector<LaneCandidate> candidates;  // What was measured, if anything was.
};

/// The choice: the highest throughput; among those within 5 % of it the lowest latency. Lanes wait
/// for company only if the batch they wait for gives at least 1.2 times the images of single ones,
/// and then for one single inference at most. `candidates` is not empty; its first is the runtime's
/// own idea, which holds if the figures are `disturbed` and not at least 1.2 times better.
LanePlan choose_lanes(std::vector<LaneCandidate> candidates, bool disturbed = false);

/// The lane counts worth measuring, the most promising first: `recommended`, then 1, 2, 4 … up to
/// `cores` and `cores` itself, the nearest (by ratio) first.
std::vector<int> lane_counts(int cores, int recommended);

/// One line for people: the choice and the figures behind it.
std::string shown(const LanePlan& plan);

}  // namespace trigo
