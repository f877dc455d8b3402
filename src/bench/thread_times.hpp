#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace trigo {

/// What one thread of this process has used so far.
struct ThreadTime {
  int id = 0;         // As the kernel counts threads; the main thread's is the process's.
  std::string name;   // As it named itself, cut to 15 bytes.
  double cpu_ms = 0;  // User and system.
};

/// Name and time of a `stat` file of /proc (proc(5)), in ticks of the kernel's clock. The name may
/// hold blanks and brackets: it ends at the last bracket. Nothing if it is no such text.
struct ThreadStat {
  std::string name;
  long ticks = 0;
};
std::optional<ThreadStat> parse_thread_stat(std::string_view text);

/// The first number of a `schedstat` file: nanoseconds on a core. Nothing if it is no such text.
std::optional<double> parse_schedstat_ms(std::string_view text);

/// The threads that live now, by id. Times are those of `schedstat` where the kernel keeps it, else
/// of `stat`, which counts in steps of 10 ms. `proc`: another folder of the same shape, for tests.
std::vector<ThreadTime> read_thread_times(const std::filesystem::path& proc = "/proc");

}  // namespace trigo
