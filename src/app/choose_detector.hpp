#pragma once

#include <memory>

#include "app/commands.hpp"
#include "detect/detector.hpp"

namespace trigo {

/// Loads the detector that the configuration and the command line ask for. Blocks for seconds.
/// Errors: invalid_argument (model missing, damaged, no detector; a replay file that cannot be
/// read).
Result<std::shared_ptr<DetectorModel>> choose_detector(const DetectConfig& config,
                                                       const std::string& replay);

}  // namespace trigo
