#include "metrics/machine.hpp"

#include <algorithm>
#include <cstdint>
#include <fstream>
#include <iterator>
#include <memory>
#include <sstream>
#include <string>
#include <utility>

#include <dirent.h>
#include <time.h>
#include <unistd.h>

namespace trigo {

namespace {

/// Clock ticks since the machine, or this process, started.
struct Ticks {
  std::int64_t all = 0;   // Of all cores, idle or not.
  std::int64_t idle = 0;  // Idle, or waiting for a disk.
  std::int64_t process = 0;
};

std::string text_of(const std::filesystem::path& file) {
  std::ifstream stream(file);
  return {std::istreambuf_iterator<char>(stream), {}};
}

// "cpu user nice system idle iowait irq softirq steal guest guest_nice"; guests are in user and
// nice already.
void read_machine_ticks(const std::filesystem::path& proc, Ticks& ticks) {
  std::istringstream line(text_of(proc / "stat"));
  std::string name;
  line >> name;
  std::int64_t value = 0;
  for (int column = 0; column < 8 && line >> value; ++column) {
    ticks.all += value;
    if (column == 3 || column == 4) ticks.idle += value;
  }
}

/// What self/stat holds from its field number `first` on: "pid (name) state ppid …". The name may
/// hold anything, so counting starts after the last bracket, with field 3.
std::istringstream own_stat_from(int first, const std::filesystem::path& proc) {
  const auto text = text_of(proc / "self/stat");
  const auto name_end = text.rfind(')');
  if (name_end == std::string::npos) return {};
  std::istringstream fields(text.substr(name_end + 1));
  std::string skipped;
  for (int field = 3; field < first; ++field) fields >> skipped;
  return fields;
}

void read_process_ticks(const std::filesystem::path& proc, Ticks& ticks) {
  auto fields = own_stat_from(14, proc);
  std::int64_t user = 0;
  std::int64_t system = 0;
  if (fields >> user >> system) ticks.process = user + system;
}

Ticks read_ticks(const std::filesystem::path& proc) {
  Ticks ticks;
  read_machine_ticks(proc, ticks);
  read_process_ticks(proc, ticks);
  return ticks;
}

double used_memory_percent(const std::filesystem::path& proc) {
  std::ifstream lines(proc / "meminfo");
  double total = 0;
  double available = 0;
  for (std::string line; std::getline(lines, line);) {
    std::istringstream words(line);
    std::string name;
    double kilobytes = 0;
    if (!(words >> name >> kilobytes)) continue;
    if (name == "MemTotal:") total = kilobytes;
    if (name == "MemAvailable:") available = kilobytes;
  }
  return total > 0 ? std::clamp(100 * (total - available) / total, 0.0, 100.0) : 0;
}

/// Entries of a folder; `with_own`: among them is the descriptor that reads it, not to be counted.
int count_entries(const std::filesystem::path& folder, bool with_own) {
  const std::unique_ptr<DIR, int (*)(DIR*)> entries(opendir(folder.c_str()), closedir);
  if (!entries) return 0;
  const auto own = std::to_string(dirfd(entries.get()));
  int count = 0;
  while (const dirent* entry = readdir(entries.get())) {
    const std::string name(entry->d_name);
    if (name != "." && name != ".." && !(with_own && name == own)) ++count;
  }
  return count;
}

double percent(std::int64_t part, std::int64_t whole) {
  return std::clamp(100.0 * static_cast<double>(part) / static_cast<double>(whole), 0.0, 100.0);
}

}  // namespace

struct Machine::State {
  std::filesystem::path proc;
  Ticks last;
  MachineReading reading;
};

Machine::Machine(std::filesystem::path proc) : state_(std::make_unique<State>()) {
  state_->proc = std::move(proc);
  state_->last = read_ticks(state_->proc);
}

Machine::~Machine() = default;

MachineReading Machine::read() {
  const auto& proc = state_->proc;
  auto& reading = state_->reading;
  auto& last = state_->last;
  const auto now = read_ticks(proc);
  if (const auto passed = now.all - last.all; passed > 0) {
    reading.cpu_percent = percent(passed - (now.idle - last.idle), passed);
    reading.cpu_process_percent = percent(now.process - last.process, passed);
    // Some kernels book the idle time of a core late and at once; this process is no more than all.
    reading.cpu_percent = std::max(reading.cpu_percent, reading.cpu_process_percent);
    last = now;
  }
  reading.ram_used_mb = own_resident_mb(proc);
  reading.ram_percent = used_memory_percent(proc);
  reading.threads = count_entries(proc / "self/task", false);
  reading.descriptors = count_entries(proc / "self/fd", true);
  return reading;
}

double own_cpu_s() {
  timespec used{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used);
  return static_cast<double>(used.tv_sec) + static_cast<double>(used.tv_nsec) / 1e9;
}

double own_resident_mb(const std::filesystem::path& proc) {
  std::istringstream fields(text_of(proc / "self/statm"));
  double size_pages = 0;
  double resident_pages = 0;
  if (!(fields >> size_pages >> resident_pages)) return 0;
  return resident_pages * static_cast<double>(sysconf(_SC_PAGESIZE)) / (1024 * 1024);
}

// Field 22 counts ticks from the start of the machine, which is the line "btime SECONDS" of stat.
double own_start_s(const std::filesystem::path& proc) {
  double ticks = 0;
  if (!(own_stat_from(22, proc) >> ticks)) return 0;
  std::ifstream lines(proc / "stat");
  for (std::string line; std::getline(lines, line);) {
    std::istringstream words(line);
    std::string name;
    double machine_start_s = 0;
    if (words >> name >> machine_start_s && name == "btime")
      return machine_start_s + ticks / static_cast<double>(sysconf(_SC_CLK_TCK));
  }
  return 0;
}

}  // namespace trigo
