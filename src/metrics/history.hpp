#pragma once

#include <cstddef>
#include <deque>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace trigo {

/// What is remembered of one second, by name; nothing: it was not known.
using HistorySample = std::map<std::string, std::optional<double>>;

/// The samples as series, oldest first, all of one length.
using HistorySeries = std::map<std::string, std::vector<std::optional<double>>>;

/// The last minute, if its owner adds one sample a second. Thread-safe.
class History {
 public:
  static constexpr std::size_t limit = 60;

  /// All samples have the same names.
  void add(HistorySample sample);
  HistorySeries read() const;

 private:
  mutable std::mutex mutex_;  // Guards samples_.
  std::deque<HistorySample> samples_;
};

}  // namespace trigo
