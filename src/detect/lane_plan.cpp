#include "detect/lane_plan.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include <fmt/format.h>

#include "base/check.hpp"

namespace trigo {
namespace {

constexpr double as_good = 0.95;           // Of the highest throughput.
constexpr double beyond_doubt = 1.2;       // Times the runtime's own, of disturbed figures.
constexpr double worth_waiting_for = 1.2;  // Times the throughput of single pictures.

Duration wait_for_company(const LaneCandidate& chosen, const std::vector<LaneCandidate>& all) {
  const auto single = std::find_if(all.begin(), all.end(), [&](const LaneCandidate& candidate) {
    return candidate.batch == 1 && candidate.lanes == chosen.lanes;
  });
  if (chosen.batch == 1 || single == all.end()) return {};
  if (chosen.images_per_s < worth_waiting_for * single->images_per_s) return {};
  return std::min(from_seconds(single->latency_ms / 1000), LanePlan::max_wait);
}

const char* plural(int count) {
  return count == 1 ? "" : "s";
}

}  // namespace

std::string_view to_string(PlanOrigin origin) {
  switch (origin) {
    case PlanOrigin::config:
      return "config";
    case PlanOrigin::measured:
      return "measured";
    case PlanOrigin::cached:
      return "cached";
    case PlanOrigin::fixed:
      return "fixed";
  }
  return "";
}

LanePlan choose_lanes(std::vector<LaneCandidate> candidates, bool disturbed) {
  TRIGO_CHECK(!candidates.empty());
  const auto slower = [](const LaneCandidate& a, const LaneCandidate& b) {
    return a.images_per_s < b.images_per_s;
  };
  const double enough =
      as_good * std::max_element(candidates.begin(), candidates.end(), slower)->images_per_s;
  const LaneCandidate* chosen = nullptr;
  for (const LaneCandidate& candidate : candidates)
    if (candidate.images_per_s >= enough &&
        (chosen == nullptr || candidate.latency_ms < chosen->latency_ms))
      chosen = &candidate;
  // Among busy programs one lane may look as good as many: it asks for fewer cores at a time.
  if (disturbed && chosen->images_per_s < beyond_doubt * candidates.front().images_per_s)
    chosen = &candidates.front();
  LanePlan plan{.lanes = chosen->lanes,
                .batch = chosen->batch,
                .wait = wait_for_company(*chosen, candidates),
                .origin = PlanOrigin::measured,
                .disturbed = disturbed};
  plan.candidates = std::move(candidates);
  return plan;
}

std::vector<int> lane_counts(int cores, int recommended) {
  const int most = std::clamp(cores, 1, LanePlan::max_lanes);
  const int first = std::clamp(recommended, 1, LanePlan::max_lanes);
  std::vector<int> others{most};
  for (int lanes = 1; lanes < most; lanes *= 2) others.push_back(lanes);
  std::erase(others, first);
  const auto distance = [first](int lanes) {
    return std::abs(std::log2(static_cast<double>(lanes) / first));
  };
  // Of two equally near the smaller: its latency is lower.
  std::sort(others.begin(), others.end(),
            [&](int a, int b) { return std::pair(distance(a), a) < std::pair(distance(b), b); });
  others.insert(others.begin(), first);
  return others;
}

std::string shown(const LanePlan& plan) {
  auto text = fmt::format("{} lane{}, batch {}, wait {:.0f} ms; {}", plan.lanes, plural(plan.lanes),
                          plan.batch, to_seconds(plan.wait) * 1000, to_string(plan.origin));
  const char* between = ": ";
  for (const LaneCandidate& candidate : plan.candidates) {
    text +=
        fmt::format("{}{} lane{} {:.0f}/s {:.1f} ms", std::exchange(between, ", "), candidate.lanes,
                    plural(candidate.lanes), candidate.images_per_s, candidate.latency_ms);
    if (candidate.batch > 1) text += fmt::format(" (batch {})", candidate.batch);
  }
  if (plan.disturbed) text += "; other programs were busy, so it is measured again next time";
  return text;
}

}  // namespace trigo
