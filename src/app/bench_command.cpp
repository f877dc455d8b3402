#include <algorithm>
#include <cstdio>

#include <fmt/format.h>

#include "app/choose_detector.hpp"
#include "app/commands.hpp"
#include "app/live_settings.hpp"
#include "bench/find_max.hpp"
#include "bench/play.hpp"
#include "web/server.hpp"

namespace trigo {
namespace {

using nlohmann::json;

const int most_viewers = WebLimits{}.connections;
constexpr int most_streams = static_cast<int>(Pipeline::max_streams);

Cadence cadence_of(const BenchOptions& options) {
  if (options.rate) return Rate{*options.rate};
  return Every{options.every};
}

/// The most streams whose viewers the server takes.
int stream_limit(const ViewerPlan& viewers) {
  return viewers.per_stream == 0 ? most_streams
                                 : std::min(most_streams, most_viewers / viewers.per_stream);
}

Result<BenchPlan> make_plan(const BenchOptions& options) {
  if (options.streams > stream_limit(options.viewers))
    return fail(ErrorKind::invalid_argument,
                fmt::format("--viewers {}: with {} streams that is {} connections, and the "
                            "server takes {}; give fewer",
                            options.viewers.per_stream, options.streams,
                            options.streams * options.viewers.per_stream, most_viewers));
  BenchPlan plan{.streams = options.streams,
                 .warm_up_s = options.warm_up_s,
                 .seconds = options.seconds,
                 .detect = cadence_of(options),
                 .live = Every{options.live_every},
                 .viewers = options.viewers};
  for (const std::string& path : options.clips) {
    auto clip = look_at_clip(path);
    if (!clip) return pass_on(clip);
    plan.clips.push_back(std::move(*clip));
  }
  return plan;
}

/// With what it was measured.
json conditions(const BenchPlan& plan, const DetectorModel& model) {
  json clips = json::array();
  for (const BenchClip& clip : plan.clips) clips.push_back(clip.path);
  const DetectorTraits& traits = model.traits();
  return {{"clips", std::move(clips)},
          {"model", traits.model},
          {"device", traits.device},
          {"lanes", plan.pipeline.lanes},
          {"warm_up_s", plan.warm_up_s}};
}

int measure_once(const BenchPlan& plan, const std::shared_ptr<DetectorModel>& model, bool as_json) {
  const auto figures = play(plan, model);
  if (!figures) return report(figures.error());
  if (as_json) {
    json answer = conditions(plan, *model);
    answer.update(to_json(*figures));
    fmt::print("{}\n", answer.dump(2));
  } else {
    fmt::print("{}", to_text(*figures));
  }
  return exit_ok;
}

int measure_max(BenchPlan plan, const std::shared_ptr<DetectorModel>& model, double age_p95_ms,
                bool as_json) {
  const KeepsUp keeps_up{.age_p95_ms = age_p95_ms};
  std::FILE* told = as_json ? stderr : stdout;  // The probes, as they come.
  json probes = json::array();
  const auto holds = [&](int streams) -> Result<bool> {
    plan.streams = streams;
    auto figures = play(plan, model);
    if (!figures) return pass_on(figures);
    const bool held = keeps_up(*figures);
    fmt::print(told, "{:3} streams: {:5.1f} % of due, age p95 {:6.1f} ms, machine {:.0f} %: {}\n",
               streams, figures->percent_of_due(), figures->age_ms.p95.value_or(0),
               figures->machine_percent, held ? "holds" : "too many");
    std::fflush(told);
    probes.push_back(to_json(*figures));
    probes.back()["holds"] = held;
    return held;
  };
  const int limit = stream_limit(plan.viewers);
  const auto largest = find_max(plan.streams, limit, holds);
  if (!largest) return report(largest.error());
  if (as_json) {
    json answer = conditions(plan, *model);
    answer.update({{"largest", *largest},
                   {"least_percent", keeps_up.least_percent},
                   {"age_p95_ms", keeps_up.age_p95_ms},
                   {"probes", std::move(probes)}});
    fmt::print("{}\n", answer.dump(2));
  } else {
    fmt::print(
        "largest: {} streams with at least {:g} % of the due detections and age p95 up to "
        "{:g} ms{}\n",
        *largest, keeps_up.least_percent, keeps_up.age_p95_ms,
        *largest == limit ? "; more are not to be had" : "");
  }
  return exit_ok;
}

}  // namespace

int bench_command(const BenchOptions& options) {
  auto plan = make_plan(options);
  if (!plan) return report(plan.error());
  DetectConfig config;
  options.detector.apply(config);
  SteadyClock clock;
  const auto detector = plan_detector(config, options.detector.replay, clock, [] { return false; });
  if (!detector) return report(detector.error());
  plan->pipeline = live_settings(config, detector->plan);
  plan->answers.plan = detector->plan;
  if (options.find_max)
    return measure_max(std::move(*plan), detector->model, options.age_p95_ms, options.json);
  return measure_once(*plan, detector->model, options.json);
}

}  // namespace trigo
