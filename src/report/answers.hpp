#pragma once

#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include "detect/lane_plan.hpp"
#include "engine/pipeline.hpp"
#include "events/event_reader.hpp"
#include "events/event_writer.hpp"
#include "live/jpeg.hpp"
#include "metrics/history.hpp"
#include "metrics/machine.hpp"
#include "sinks/event_sink.hpp"
#include "snapshots/snapshot_writer.hpp"
#include "web/service.hpp"

namespace trigo {

/// What the web says that a pipeline does not know.
struct AnswerSettings {
  int jpeg_quality = 75;  // For viewers who do not ask for one.
  LanePlan plan;
  Wakes news = {};                                  // Woken when events were kept.
  std::filesystem::path events = {};                // The store; empty: nothing is kept …
  const EventWriter* writer = nullptr;              // … and null. Outlives the answers.
  std::filesystem::path snapshots = {};             // Their folder.
  const SnapshotWriter* snapshot_writer = nullptr;  // Null: none are taken. Outlives the answers.
  const EventSinks* webhooks = nullptr;             // Null: none. Outlives the answers.
  WebChanges* changes = nullptr;                    // Null: none are made. Outlives the answers.
};

/// What the web answers about a pipeline. A thread of its own reads the machine once a second.
class Answers final : public WebService {
 public:
  /// All references outlive this.
  Answers(const Pipeline& pipeline, LiveBoard& live, Clock& clock, AnswerSettings settings);
  ~Answers() override;

  nlohmann::json stats() const override;
  nlohmann::json streams() const override;
  std::optional<nlohmann::json> stream(const std::string& name) const override;
  std::optional<nlohmann::json> tracks(const std::string& name) const override;
  std::optional<nlohmann::json> presence(std::optional<std::string> stream) const override;
  EventReader* record() override { return reader_.get(); }
  const Wakes& news() const override { return settings_.news; }
  Result<std::optional<std::string>> snapshot(const EventRecord& event) const override;
  WebChanges* changes() override { return settings_.changes; }
  std::string trouble() const override;
  std::string metrics() const override;
  LiveBoard& live() override { return live_; }
  JpegPool& jpegs() override { return jpegs_; }
  int jpeg_quality() const override { return settings_.jpeg_quality; }

 private:
  void sample(std::stop_token stop);
  void add_sample(Machine& machine, Gpu* gpu);
  HistorySample sample_of(const MachineReading& machine, const std::optional<GpuReading>& gpu);

  const Pipeline& pipeline_;
  LiveBoard& live_;
  Clock& clock_;
  const AnswerSettings settings_;
  const double started_s_ = own_start_s();
  JpegPool jpegs_;
  History history_;
  HistogramReading detect_s_;  // As of the last sample, as the next: the sampler's alone.
  HistogramReading batches_;
  mutable std::mutex mutex_;  // Guards machine_ and gpu_.
  MachineReading machine_;
  std::optional<GpuReading> gpu_;
  std::unique_ptr<EventReader> reader_;  // Nothing: nothing is kept.
  std::jthread sampler_;
};

}  // namespace trigo
