#include "bench/thread_times.hpp"

#include <algorithm>
#include <charconv>
#include <fstream>
#include <iterator>
#include <sstream>

#include <unistd.h>

namespace trigo {
namespace {

std::string text_of(const std::filesystem::path& file) {
  std::ifstream stream(file);
  return {std::istreambuf_iterator<char>(stream), {}};
}

}  // namespace

std::optional<ThreadStat> parse_thread_stat(std::string_view text) {
  const auto begin = text.find('(');
  const auto end = text.rfind(')');
  if (begin == text.npos || end == text.npos || end < begin) return std::nullopt;
  std::istringstream fields(std::string(text.substr(end + 1)));
  std::string skipped;
  for (int field = 3; field < 14; ++field) fields >> skipped;
  long user = 0;
  long system = 0;
  if (!(fields >> user >> system)) return std::nullopt;
  return ThreadStat{std::string(text.substr(begin + 1, end - begin - 1)), user + system};
}

std::optional<double> parse_schedstat_ms(std::string_view text) {
  std::int64_t nanoseconds = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), nanoseconds);
  if (read.ec != std::errc() || nanoseconds < 0) return std::nullopt;
  return static_cast<double>(nanoseconds) / 1e6;
}

std::vector<ThreadTime> read_thread_times(const std::filesystem::path& proc) {
  const double ms_per_tick = 1000.0 / static_cast<double>(sysconf(_SC_CLK_TCK));
  std::vector<ThreadTime> threads;
  std::error_code ended;
  for (const auto& entry : std::filesystem::directory_iterator(proc / "self/task", ended)) {
    const std::string number = entry.path().filename();
    int id = 0;
    std::from_chars(number.data(), number.data() + number.size(), id);
    auto stat = parse_thread_stat(text_of(entry.path() / "stat"));
    if (id == 0 || !stat) continue;  // It ended just now.
    const auto exact = parse_schedstat_ms(text_of(entry.path() / "schedstat"));
    threads.push_back({id, std::move(stat->name),
                       exact.value_or(static_cast<double>(stat->ticks) * ms_per_tick)});
  }
  std::sort(threads.begin(), threads.end(),
            [](const ThreadTime& a, const ThreadTime& b) { return a.id < b.id; });
  return threads;
}

}  // namespace trigo
