#include <algorithm>
#include <cstdio>

#include <fmt/format.h>

#include "app/choose_detector.hpp"
#include "app/commands.hpp"
#include "app/live_settings.hpp"
#include "bench/play.hpp"

namespace trigo {
namespace {

Cadence cadence_of(const BenchOptions& options) {
  if (options.rate) return Rate{*options.rate};
  return Every{options.every};
}

/// What was measured, and with what.
nlohmann::json to_json(const BenchPlan& plan, const DetectorModel& model,
                       const BenchFigures& figures) {
  nlohmann::json clips = nlohmann::json::array();
  for (const BenchClip& clip : plan.clips) clips.push_back(clip.path);
  const DetectorTraits& traits = model.traits();
  nlohmann::json answer = {{"clips", std::move(clips)},
                           {"model", traits.model},
                           {"device", traits.device},
                           {"lanes", plan.pipeline.lanes},
                           {"warm_up_s", plan.warm_up_s}};
  answer.update(to_json(figures));
  return answer;
}

}  // namespace

int bench_command(const BenchOptions& options) {
  BenchPlan plan{.streams = options.streams,
                 .warm_up_s = options.warm_up_s,
                 .seconds = options.seconds,
                 .detect = cadence_of(options),
                 .live = Every{options.live_every}};
  for (const std::string& path : options.clips) {
    auto clip = look_at_clip(path);
    if (!clip) return report(clip.error());
    plan.clips.push_back(std::move(*clip));
  }
  DetectConfig config;
  options.detector.apply(config);
  auto model = choose_detector(config, options.detector.replay);
  if (!model) return report(model.error());
  plan.pipeline = live_settings(config, **model);

  const auto figures = play(plan, *model);
  if (!figures) return report(figures.error());
  if (options.json)
    fmt::print("{}\n", to_json(plan, **model, *figures).dump(2));
  else
    fmt::print("{}", to_text(*figures));
  return exit_ok;
}

}  // namespace trigo
