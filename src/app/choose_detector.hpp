#pragma once

#include <functional>
#include <memory>

#include "app/commands.hpp"
#include "base/clock.hpp"
#include "detect/lane_measure.hpp"

namespace trigo {

/// Loads the detector that the configuration and the command line ask for, with so many lanes as
/// they say, else as were measured at an earlier start, else as the runtime thinks best. Blocks for
/// about a second. Errors: invalid_argument (model missing, damaged, no detector; a replay file
/// that cannot be read).
Result<std::shared_ptr<DetectorModel>> choose_detector(const DetectConfig& config,
                                                       const std::string& replay);

/// The same, with a plan for lanes and batches: what neither is given nor was measured at an
/// earlier start is measured now, for 2 to 4 s more. Gives up as soon as `stop` says so, in
/// between. Errors: those above; cancelled.
Result<PlannedModel> plan_detector(const DetectConfig& config, const std::string& replay,
                                   Clock& clock, const std::function<bool()>& stop);

}  // namespace trigo
