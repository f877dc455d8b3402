#pragma once

#include "app/config.hpp"
#include "detect/lane_plan.hpp"
#include "engine/pipeline.hpp"

namespace trigo {

/// How the pipeline of `run` is set; what `bench` measures is set by the same.
PipelineSettings live_settings(const DetectConfig& config, const LanePlan& plan);

}  // namespace trigo
