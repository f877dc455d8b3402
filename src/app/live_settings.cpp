#include "app/live_settings.hpp"

namespace trigo {

PipelineSettings live_settings(const DetectConfig& config, const LanePlan& plan) {
  auto settings = PipelineSettings::live(plan.lanes);
  settings.analysis.confidence = static_cast<float>(config.confidence);
  settings.batch = {plan.batch, plan.wait};
  return settings;
}

}  // namespace trigo
