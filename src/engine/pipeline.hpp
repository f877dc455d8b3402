#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "base/ids.hpp"
#include "engine/analysis.hpp"
#include "engine/decode_governor.hpp"
#include "engine/engine_meter.hpp"
#include "engine/lane.hpp"
#include "engine/large_view.hpp"
#include "engine/stream_worker.hpp"
#include "live/live_stream.hpp"
#include "metrics/machine.hpp"

namespace trigo {

/// `run` and `analyze` are two settings of one pipeline.
struct PipelineSettings {
  Pace file_pace = Pace::real_time;
  bool economy = true;  // Decode less where time is short. Else: all of every stream, in full.
  LatestFrames::Policy frames;
  BatchPolicy batch;
  AnalysisSettings analysis;
  int lanes = 1;
  OnIncident on_incident = {};

  /// Playing in real time, newest frame first, one frame of a stream in flight.
  static PipelineSettings live(int lanes);
  /// As fast as possible, every due frame, in order; batch 1, so that results do not depend on
  /// timing.
  static PipelineSettings offline(int lanes);
};

/// Streams in, looks out: workers, mailbox, lanes and analysis, put together. Thread-safe.
class Pipeline {
 public:
  static constexpr std::size_t max_streams = 256;

  /// Starts the lanes. `clock` and `live` outlive this. `on_look`: see Analysis; may be empty.
  /// Errors: what the model says when it makes a detector.
  static Result<std::unique_ptr<Pipeline>> start(const PipelineSettings& settings,
                                                 std::shared_ptr<DetectorModel> model, Clock& clock,
                                                 LiveBoard& live, Analysis::OnLook on_look = {});
  /// Stops sources, then lanes, then the analysis, which works off what it has.
  ~Pipeline();

  /// Starts a stream while others run. Errors: invalid_argument (its id is taken or is no id, or
  /// there are max_streams already). A source that cannot be opened is no error here: it is the
  /// stream's state.
  Result<StreamId> add(StreamSettings settings);
  /// Stops a stream and waits for its worker. False if there is no such stream (any more).
  bool remove(StreamId stream);
  /// Ends every worker, lane and the analysis; idempotent.
  void stop();

  /// In the order in which they were added.
  std::vector<std::shared_ptr<const StreamStatus>> streams() const;
  std::shared_ptr<const StreamStatus> find(const std::string& id) const;
  const EngineMeter& meter() const { return meter_; }
  const DetectorModel& model() const { return *model_; }
  /// Frames in the mailbox.
  int waiting() const { return mailbox_.waiting(); }
  /// See DecodeGovernor::share().
  double decode_share() const { return governor_.share(); }

 private:
  struct Entry {
    std::uint32_t generation = 0;
    std::uint64_t added = 0;  // Order; 0: free.
    std::shared_ptr<StreamStatus> status;
    std::unique_ptr<StreamWorker> worker;
    std::shared_ptr<LargeView> large;  // Null: the stream has none.
  };

  EngineLoad probe();

  Pipeline(const PipelineSettings& settings, std::shared_ptr<DetectorModel> model, Clock& clock,
           LiveBoard& live, Analysis::OnLook on_look);

  const PipelineSettings settings_;
  const std::shared_ptr<DetectorModel> model_;
  Clock& clock_;
  LiveBoard& live_;
  EngineMeter meter_;
  Machine machine_;  // This and the next two: of the governor's probe alone.
  std::int64_t own_us_ = 0;
  std::int64_t decode_us_ = 0;
  DecodeGovernor governor_;
  Analysis analysis_;
  LatestFrames mailbox_;
  std::vector<std::unique_ptr<Lane>> lanes_;
  mutable std::mutex mutex_;    // Guards everything below.
  std::vector<Entry> entries_;  // By StreamId::slot.
  std::uint64_t added_ = 0;
  bool stopped_ = false;
};

}  // namespace trigo
