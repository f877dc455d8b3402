#include "app/live_settings.hpp"

#include <algorithm>

namespace trigo {

PipelineSettings live_settings(const DetectConfig& config, const DetectorModel& model) {
  auto settings = PipelineSettings::live(model.traits().lanes);
  settings.confidence = static_cast<float>(config.confidence);
  settings.batch.max = model.traits().batch;
  if (const auto& wanted = config.batch)
    settings.batch = {std::min(wanted->max, settings.batch.max), wanted->wait};
  return settings;
}

}  // namespace trigo
