#pragma once

#include <optional>
#include <string>

#include <nlohmann/json.hpp>

#include "base/frame_ledger.hpp"
#include "bench/cpu_stages.hpp"

namespace trigo {

/// Milliseconds; nothing where there was nothing to measure.
struct AgeFigures {
  std::optional<double> p50;
  std::optional<double> p95;
  std::optional<double> p99;
};

struct ViewerFigures {
  int viewers = 0;
  std::int64_t pictures = 0;  // Received by all of them.
  std::int64_t bytes = 0;
  AgeFigures age_ms;  // When received.
};

/// What one run of the bench measured; warm-up excluded. docs/guide/bench.md says what each means.
struct BenchFigures {
  int streams = 0;
  double seconds = 0;  // As measured.
  double due_per_s = 0;
  double done_per_s = 0;
  // Of one stream, in percent of what it was asked for.
  double least_percent = 0;
  double most_percent = 0;
  AgeFigures age_ms;
  LedgerReading ledger;  // Sums over the streams; `waiting` and `in_flight` are left out.
  double machine_percent = 0;
  double process_percent = 0;
  double process_ms = 0;
  StageTimes stage_ms{};
  double rss_begin_mb = 0;
  double rss_end_mb = 0;
  double rss_peak_mb = 0;
  std::int64_t jpegs = 0;  // Encoded.
  ViewerFigures viewers;

  double percent_of_due() const;
  /// Of the machine, by other programs.
  double others_percent() const;
  /// Of the process's time.
  double remainder_percent() const;
};

nlohmann::json to_json(const BenchFigures& figures);
/// A table for people; ends with a new line.
std::string to_text(const BenchFigures& figures);

}  // namespace trigo
