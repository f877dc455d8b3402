#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "bench/thread_times.hpp"

namespace trigo {

/// What the process's time goes to.
enum class CpuStage {
  decode,     // Threads of the streams: demux, decode, offer.
  inference,  // Lanes, and the threads that the runtime makes for itself.
  analysis,
  jpeg,
  web,
  metrics,
  viewers,    // The bench's own, which would not be on this machine.
  bench,      // The main thread: looks after all this.
  remainder,  // Threads that ended meanwhile or are not known here.
};
inline constexpr int cpu_stages = 9;
std::string_view to_string(CpuStage stage);

/// The stage of a thread by the name that it gave itself. Threads that nobody named bear the name
/// of the program (`program`): they are the runtime's. `id` equals `main_id`: the main thread.
CpuStage stage_of(const ThreadTime& thread, int main_id, std::string_view program);

/// Milliseconds of CPU by CpuStage.
using StageTimes = std::array<double, cpu_stages>;

/// A reading of all clocks of this process.
struct CpuReading {
  std::vector<ThreadTime> threads;
  double process_ms = 0;

  static CpuReading now();
};

/// What was used between two readings. A thread that began in between counts from its beginning;
/// what ended threads used is in the process's time alone and thus in the remainder, which may be a
/// hair below zero: the clocks are not read at one instant.
StageTimes used_between(const CpuReading& begin, const CpuReading& end, int main_id,
                        std::string_view program);

}  // namespace trigo
