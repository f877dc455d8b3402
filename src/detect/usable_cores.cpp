#include "detect/usable_cores.hpp"

#include <algorithm>
#include <cmath>
#include <fstream>
#include <optional>
#include <string>
#include <system_error>

#include <sched.h>
#include <unistd.h>

namespace trigo {
namespace {

namespace fs = std::filesystem;

int scheduled_cores() {
  cpu_set_t set;
  CPU_ZERO(&set);
  if (sched_getaffinity(0, sizeof set, &set) == 0) return CPU_COUNT(&set);
  return static_cast<int>(sysconf(_SC_NPROCESSORS_ONLN));  // More than 1024 of them.
}

/// "200000 100000": microseconds of processor time in a period. "max …": no limit.
std::optional<double> quota(const fs::path& group) {
  std::ifstream file(group / "cpu.max");
  double time = 0;
  double period = 0;
  if (file >> time >> period && time > 0 && period > 0) return time / period;
  return std::nullopt;
}

/// Without its leading slash; empty where the process sees its own group as the root.
fs::path own_path(const fs::path& own_group) {
  std::ifstream file(own_group);
  for (std::string line; std::getline(file, line);)
    if (line.starts_with("0::/")) return line.substr(4);
  return {};
}

}  // namespace

int usable_cores(const fs::path& groups, const fs::path& own_group) {
  double cores = scheduled_cores();
  // A limit of any group around the process's own holds too.
  for (fs::path path = own_path(own_group);; path = path.parent_path()) {
    if (const auto limit = quota(groups / path)) cores = std::min(cores, *limit);
    if (path.empty()) break;
  }
  return std::max(1, static_cast<int>(std::ceil(cores)));
}

double waited_for_cores_s(const fs::path& threads) {
  double waited_ns = 0;
  std::error_code error;
  for (fs::directory_iterator thread(threads, error), end; !error && thread != end;
       thread.increment(error)) {
    std::ifstream file(thread->path() / "schedstat");
    double ran_ns = 0;
    double wait_ns = 0;
    if (file >> ran_ns >> wait_ns) waited_ns += wait_ns;
  }
  return waited_ns / 1e9;
}

}  // namespace trigo
