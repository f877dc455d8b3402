#pragma once

#include <cstdint>
#include <mutex>
#include <optional>
#include <vector>

namespace trigo {

/// What a Histogram held at one instant.
struct HistogramReading {
  std::vector<double> upper_bounds;  // Ascending.
  /// Values up to and including each bound, and above the one before it; last, those above all
  /// bounds: one entry more than bounds.
  std::vector<std::uint64_t> counts;
  std::uint64_t count = 0;  // Of all of them.
  double sum = 0;           // Of the values.
};

/// Counts values in fixed ranges, from construction on: unlike RecentValues it forgets nothing and
/// never grows, so two readings tell what happened between them. Thread-safe; one lock makes every
/// reading exact.
class Histogram {
 public:
  /// At least one bound, ascending and finite.
  explicit Histogram(std::vector<double> upper_bounds);
  /// A number.
  void add(double value);
  HistogramReading read() const;

 private:
  mutable std::mutex mutex_;  // Guards reading_; its bounds never change.
  HistogramReading reading_;
};

/// Of the values that came between two readings of one histogram; nothing if none did.
std::optional<double> mean_between(const HistogramReading& before, const HistogramReading& now);

}  // namespace trigo
