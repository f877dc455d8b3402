#include "app/choose_detector.hpp"

#include <optional>
#include <utility>

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include "detect/load.hpp"
#include "detect/plan_lanes.hpp"
#include "detect/replay.hpp"
#include "detect/usable_cores.hpp"

namespace trigo {
namespace {

Result<std::shared_ptr<DetectorModel>> load_replay(const DetectConfig& config,
                                                   const std::string& file) {
  ReplayOptions options;
  options.lanes = config.lanes.value_or(options.lanes);
  auto model = ReplayModel::load(file, options);
  if (!model) return pass_on(model);
  return std::shared_ptr<DetectorModel>(std::move(*model));
}

DetectorSettings settings_of(const DetectConfig& config) {
  DetectorSettings settings{.model = config.model,
                            .profile = config.profile,
                            .device = config.device,
                            .classes = config.classes,
                            .lanes = config.lanes.value_or(0)};
  if (config.batch) settings.max_batch = config.batch->max;
  return settings;
}

LaneWish wish_of(const DetectConfig& config) {
  LaneWish wish{.lanes = config.lanes};
  if (config.batch) wish.batch = BatchWish{config.batch->max, config.batch->wait};
  return wish;
}

/// The key is of what the figures depend on: this program too, and how it was built.
KnownPlans known_plans(const DetectorSettings& settings, const std::optional<LaneCache>& cache) {
  if (!cache) return {};
  const auto fingerprint = detector_fingerprint(settings);
  // Whatever is wrong here is told when the model is loaded.
  if (!fingerprint) return {};
  return {&*cache, fmt::format("trigo {}; {}", TRIGO_BUILD, *fingerprint)};
}

}  // namespace

Result<std::shared_ptr<DetectorModel>> choose_detector(const DetectConfig& config,
                                                       const std::string& replay) {
  if (!replay.empty()) return load_replay(config, replay);
  auto settings = settings_of(config);
  if (!config.lanes) {
    const auto cache = LaneCache::usual();
    const auto plan = find_plan(wish_of(config), known_plans(settings, cache), usable_cores());
    if (plan) settings.lanes = plan->lanes;
  }
  return load_detector(settings);
}

Result<PlannedModel> plan_detector(const DetectConfig& config, const std::string& replay,
                                   Clock& clock, const std::function<bool()>& stop) {
  if (!replay.empty()) {
    auto model = load_replay(config, replay);
    if (!model) return pass_on(model);
    const DetectorTraits traits = (*model)->traits();
    const auto origin = config.lanes ? PlanOrigin::config : PlanOrigin::fixed;
    return PlannedModel{std::move(*model),
                        {.lanes = traits.lanes, .batch = traits.batch, .origin = origin}};
  }
  auto settings = settings_of(config);
  const LoadForLanes load = [&](int lanes) {
    settings.lanes = lanes;
    return load_detector(settings);
  };
  const std::function<double()> waited = [] { return waited_for_cores_s(); };
  const auto cache = LaneCache::usual();
  const std::function<void(std::stop_token)> company = work_like_a_decoder;
  auto planned = plan_lanes(wish_of(config), known_plans(settings, cache),
                            {load, clock, stop, waited, usable_cores(), company});
  if (planned) spdlog::info("lanes: {}", shown(planned->plan));
  return planned;
}

}  // namespace trigo
