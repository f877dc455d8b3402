#include "app/choose_detector.hpp"

#include "detect/load.hpp"
#include "detect/replay.hpp"

namespace trigo {

Result<std::shared_ptr<DetectorModel>> choose_detector(const DetectConfig& config,
                                                       const std::string& replay) {
  if (!replay.empty()) {
    auto model = ReplayModel::load(replay);
    if (!model) return pass_on(model);
    return std::shared_ptr<DetectorModel>(std::move(*model));
  }
  DetectorSettings settings{.model = config.model,
                            .profile = config.profile,
                            .device = config.device,
                            .classes = config.classes};
  if (config.batch) settings.max_batch = config.batch->max;
  return load_detector(settings);
}

}  // namespace trigo
