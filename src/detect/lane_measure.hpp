#pragma once

#include <functional>
#include <memory>
#include <stop_token>
#include <vector>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "detect/detector.hpp"
#include "detect/lane_plan.hpp"

namespace trigo {

/// A model, and how to run it.
struct PlannedModel {
  std::shared_ptr<DetectorModel> model;
  LanePlan plan;
};

/// Loads the model anew for so many lanes; 0: for as many as the runtime thinks best.
using LoadForLanes = std::function<Result<std::shared_ptr<DetectorModel>>(int lanes)>;

/// What a measurement needs of its surroundings. All outlive it.
struct LaneBench {
  const LoadForLanes& load;
  Clock& clock;
  const std::function<bool()>& stop;        // Asked between the steps.
  const std::function<double()>& waited_s;  // See waited_for_cores_s().
  int cores = 1;                            // That the lanes and their company run on.
  /// What else runs on each core meanwhile; returns when told to. Empty: nothing.
  const std::function<void(std::stop_token)>& company;
};

/// Keeps a core busy half of the time, in bursts as long as it takes to decode a picture. A lane of
/// several threads that would be fastest by itself is held up by each of them in turn, when it is
/// not alone.
void work_like_a_decoder(std::stop_token stop);

/// How the lanes of a model are measured.
struct LaneTrial {
  std::vector<int> lanes;  // To be tried besides the model's own, in order of interest.
  bool batches = true;     // Whether larger batches are tried, where the model knows any.
};

/// Runs real lanes on made-up 720p frames, in company, and chooses among them. `model` is the first
/// candidate; at least one other is loaded, and more as long as 1.5 s have not passed, so that this
/// blocks for 2 to 4 s on a machine that is not busy. Each candidate runs twice, in turns with the
/// others, and the better run counts: another program may be busy for a moment; LanePlan::disturbed
/// if it was so both times. Errors: cancelled; unavailable if `model` cannot detect.
Result<PlannedModel> measure_lanes(std::shared_ptr<DetectorModel> model, const LaneTrial& trial,
                                   const LaneBench& bench);

}  // namespace trigo
