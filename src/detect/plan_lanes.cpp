#include "detect/plan_lanes.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>
#include <spdlog/spdlog.h>

namespace trigo {
namespace {

constexpr int lanes_of_a_gpu = 4;  // More only queue up in its driver.

/// A plan depends on what was measured for it.
std::string full_key(const LaneWish& wish, const std::string& key, int cores) {
  return fmt::format("{}; {} cores; lanes {}; batch {}", key, cores,
                     wish.lanes ? fmt::to_string(*wish.lanes) : "auto",
                     wish.batch ? fmt::to_string(wish.batch->max) : "auto");
}

/// Where there are larger batches than one, the model runs on another device than the cores.
LaneTrial trial_for(const LaneWish& wish, const DetectorTraits& traits, int cores) {
  LaneTrial trial{.batches = !wish.batch};
  if (wish.lanes) return trial;
  trial.lanes = lane_counts(traits.batch > 1 ? lanes_of_a_gpu : cores, traits.lanes);
  std::erase(trial.lanes, traits.lanes);
  return trial;
}

Result<PlannedModel> measure(std::shared_ptr<DetectorModel> model, const LaneWish& wish,
                             const KnownPlans& known, const LaneBench& bench) {
  const DetectorTraits traits = model->traits();
  LanePlan plan{.lanes = traits.lanes, .batch = traits.batch};
  if (wish.lanes && (wish.batch || traits.batch == 1)) {
    plan.origin = PlanOrigin::config;
    return PlannedModel{std::move(model), std::move(plan)};
  }
  auto measured = measure_lanes(model, trial_for(wish, traits, bench.cores), bench);
  if (measured) {
    if (known.cache != nullptr && !known.key.empty() && !measured->plan.disturbed)
      known.cache->keep(full_key(wish, known.key, bench.cores), measured->plan);
    return measured;
  }
  if (measured.error().kind == ErrorKind::cancelled) return measured;
  spdlog::warn("lanes could not be measured: {}", measured.error().message);
  return PlannedModel{std::move(model), std::move(plan)};
}

}  // namespace

std::optional<LanePlan> find_plan(const LaneWish& wish, const KnownPlans& known, int cores) {
  if (known.cache == nullptr || known.key.empty()) return std::nullopt;
  return known.cache->find(full_key(wish, known.key, cores));
}

Result<PlannedModel> plan_lanes(const LaneWish& wish, const KnownPlans& known,
                                const LaneBench& bench) {
  auto plan = find_plan(wish, known, bench.cores);
  auto model = bench.load(plan ? plan->lanes : wish.lanes.value_or(0));
  if (!model) return pass_on(model);
  Result<PlannedModel> planned = plan ? PlannedModel{std::move(*model), std::move(*plan)}
                                      : measure(std::move(*model), wish, known, bench);
  if (planned && wish.batch) {
    planned->plan.batch = std::min(wish.batch->max, planned->model->traits().batch);
    planned->plan.wait = wish.batch->wait;
  }
  return planned;
}

}  // namespace trigo
