#pragma once

#include <memory>
#include <string>
#include <thread>

#include "batch/latest_frames.hpp"
#include "detect/detector.hpp"
#include "engine/analysis.hpp"
#include "engine/engine_meter.hpp"

namespace trigo {

/// How lanes take frames.
struct BatchPolicy {
  int max = 1;
  Duration wait{};  // For company.
};

/// One thread with one detector: takes a batch, detects, delivers. A detector that answers only
/// failures gets no frames for a while, so a dead device does not eat them.
class Lane {
 public:
  static constexpr Duration first_pause = std::chrono::milliseconds(100);
  static constexpr Duration longest_pause = std::chrono::seconds(5);

  /// All references outlive the lane. `busy`: of this lane alone.
  Lane(std::string name, std::unique_ptr<Detector> detector, BatchPolicy policy,
       LatestFrames& mailbox, Analysis& analysis, EngineMeter& meter, BusyMeter& busy,
       Clock& clock);

  void request_stop() { thread_.request_stop(); }

 private:
  void run(std::stop_token stop);
  /// Whether at least one frame of the batch was answered.
  bool work(std::vector<Offer> batch);

  const std::unique_ptr<Detector> detector_;
  const BatchPolicy policy_;
  LatestFrames& mailbox_;
  Analysis& analysis_;
  EngineMeter& meter_;
  BusyMeter& busy_;
  Clock& clock_;
  std::jthread thread_;
};

}  // namespace trigo
