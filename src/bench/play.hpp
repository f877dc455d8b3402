#pragma once

#include <memory>
#include <vector>

#include "bench/bench_clip.hpp"
#include "bench/figures.hpp"
#include "bench/viewers.hpp"
#include "detect/detector.hpp"
#include "engine/pipeline.hpp"
#include "report/answers.hpp"

namespace trigo {

/// What the bench plays, and how.
struct BenchPlan {
  std::vector<BenchClip> clips;  // At least one; stream i plays the i-th of them, modulo.
  int streams = 5;               // 1 … Pipeline::max_streams
  double warm_up_s = 5;
  double seconds = 20;  // Measured, after the warm-up.
  Cadence detect = Every{4};
  Cadence live = Every{4};
  AnswerSettings answers;
  ViewerPlan viewers;
  PipelineSettings pipeline;
};

/// Plays the plan in a pipeline of its own, with its web server, and measures. Blocks for as long
/// as all that takes. Errors: unavailable (a stream failed, a ledger does not add up).
Result<BenchFigures> play(const BenchPlan& plan, const std::shared_ptr<DetectorModel>& model);

}  // namespace trigo
