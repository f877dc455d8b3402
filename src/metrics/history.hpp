#pragma once

#include <deque>
#include <mutex>
#include <optional>
#include <vector>

namespace trigo {

/// What is remembered of one second.
struct HistorySample {
  double fps = 0;             // Decoded frames a second, mean of the running streams.
  double inference = 0;       // Frames inferred a second.
  double cpu = 0;             // Percent of the machine.
  std::optional<double> gpu;  // Percent; nothing: no GPU, or its driver gives an error.
  double ram = 0;             // Resident memory of this process, 2^20 bytes.
};

/// The samples as series, oldest first, all of one length.
struct HistorySeries {
  std::vector<double> fps;
  std::vector<double> inference;
  std::vector<double> cpu;
  std::vector<std::optional<double>> gpu;
  std::vector<double> ram;
};

/// The last minute, if its owner adds one sample a second. Thread-safe.
class History {
 public:
  static constexpr std::size_t limit = 60;

  void add(const HistorySample& sample);
  HistorySeries read() const;

 private:
  mutable std::mutex mutex_;  // Guards samples_.
  std::deque<HistorySample> samples_;
};

}  // namespace trigo
