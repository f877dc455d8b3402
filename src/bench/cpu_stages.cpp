#include "bench/cpu_stages.hpp"

#include <map>
#include <numeric>

#include "metrics/machine.hpp"

namespace trigo {
namespace {

double& of(StageTimes& times, CpuStage stage) {
  return times[static_cast<std::size_t>(stage)];
}

}  // namespace

std::string_view to_string(CpuStage stage) {
  switch (stage) {
    case CpuStage::decode:
      return "decode";
    case CpuStage::inference:
      return "inference";
    case CpuStage::analysis:
      return "analysis";
    case CpuStage::jpeg:
      return "jpeg";
    case CpuStage::web:
      return "web";
    case CpuStage::metrics:
      return "metrics";
    case CpuStage::viewers:
      return "viewers";
    case CpuStage::bench:
      return "bench";
    case CpuStage::remainder:
      return "remainder";
  }
  return "";
}

CpuStage stage_of(const ThreadTime& thread, int main_id, std::string_view program) {
  const std::string_view name = thread.name;
  if (thread.id == main_id) return CpuStage::bench;
  if (name.starts_with("s:") || name == "open") return CpuStage::decode;
  if (name.starts_with("lane-") || name == program) return CpuStage::inference;
  if (name.starts_with("jpeg")) return CpuStage::jpeg;
  for (const CpuStage stage :
       {CpuStage::analysis, CpuStage::web, CpuStage::metrics, CpuStage::viewers})
    if (name == to_string(stage)) return stage;
  return CpuStage::remainder;
}

CpuReading CpuReading::now() {
  return {read_thread_times(), own_cpu_s() * 1000};
}

StageTimes used_between(const CpuReading& begin, const CpuReading& end, int main_id,
                        std::string_view program) {
  std::map<int, const ThreadTime*> before;
  for (const ThreadTime& thread : begin.threads) before[thread.id] = &thread;
  StageTimes times{};
  for (const ThreadTime& thread : end.threads) {
    const auto found = before.find(thread.id);
    // Less than before: the number of an ended thread was given to a new one.
    const bool same = found != before.end() && found->second->cpu_ms <= thread.cpu_ms;
    of(times, stage_of(thread, main_id, program)) +=
        thread.cpu_ms - (same ? found->second->cpu_ms : 0);
  }
  of(times, CpuStage::remainder) = 0;
  const double named = std::accumulate(times.begin(), times.end(), 0.0);
  of(times, CpuStage::remainder) = end.process_ms - begin.process_ms - named;
  return times;
}

}  // namespace trigo
