#include "engine/pipeline.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "base/log.hpp"

namespace trigo {

PipelineSettings PipelineSettings::live(int lanes) {
  PipelineSettings settings;
  settings.lanes = lanes;
  return settings;
}

PipelineSettings PipelineSettings::offline(int lanes) {
  PipelineSettings settings;
  settings.file_pace = Pace::as_fast_as_possible;
  settings.economy = false;
  settings.frames.hand_over = HandOver::block;
  settings.frames.in_flight_per_stream = lanes;
  settings.lanes = lanes;
  settings.analysis.live_patience.reset();
  // Pictures are held by what waits there; whoever works them off may be slower than decoding.
  settings.analysis.queue = 16;
  return settings;
}

namespace {

AnalysisSettings with_classes(AnalysisSettings settings, const DetectorModel& model) {
  settings.classes = model.traits().classes;
  return settings;
}

}  // namespace

Pipeline::Pipeline(const PipelineSettings& settings, std::shared_ptr<DetectorModel> model,
                   Clock& clock, LiveBoard& live, Analysis::OnLook on_look)
    : settings_(settings),
      model_(std::move(model)),
      clock_(clock),
      live_(live),
      meter_(clock, settings.lanes),
      governor_(clock, [this] { return probe(); }),
      analysis_(clock, with_classes(settings.analysis, *model_), std::move(on_look)),
      mailbox_(settings.frames, clock, [this](const Frame& frame, FrameFate fate) {
        if (fate != FrameFate::cancelled) ++meter_.lost;
        analysis_.decide(frame, std::nullopt);
      }) {}

EngineLoad Pipeline::probe() {
  const MachineReading machine = machine_.read();
  EngineLoad load{
      .busy = machine.cpu_percent / 100, .detected = meter_.inferred, .lost = meter_.lost};
  const auto own_us = static_cast<std::int64_t>(own_cpu_s() * 1e6);
  const std::int64_t decode_us = meter_.decode_us;
  if (own_us > own_us_)
    load.decode_part =
        static_cast<double>(decode_us - decode_us_) / static_cast<double>(own_us - own_us_);
  own_us_ = own_us;
  decode_us_ = decode_us;
  return load;
}

Result<std::unique_ptr<Pipeline>> Pipeline::start(const PipelineSettings& settings,
                                                  std::shared_ptr<DetectorModel> model,
                                                  Clock& clock, LiveBoard& live,
                                                  Analysis::OnLook on_look) {
  std::unique_ptr<Pipeline> pipeline(
      new Pipeline(settings, std::move(model), clock, live, std::move(on_look)));
  for (BusyMeter& busy : pipeline->meter_.lane_busy) {
    auto detector = pipeline->model_->make_detector();
    if (!detector) return pass_on(detector);
    pipeline->lanes_.push_back(std::make_unique<Lane>(
        fmt::format("lane-{}", pipeline->lanes_.size()), std::move(*detector), settings.batch,
        pipeline->mailbox_, pipeline->analysis_, pipeline->meter_, busy, clock));
  }
  return pipeline;
}

Pipeline::~Pipeline() {
  stop();
}

Result<StreamId> Pipeline::add(StreamSettings settings) {
  if (!is_stream_name(settings.id))
    return fail(
        ErrorKind::invalid_argument,
        fmt::format("stream id '{}': it must be 1 to 64 of a-z, 0-9, '_' and '-'", settings.id));
  std::lock_guard lock(mutex_);
  if (stopped_) return fail(ErrorKind::cancelled, "the program is stopping");
  const auto taken = [&](const Entry& entry) {
    return entry.added != 0 && entry.status->id == settings.id;
  };
  if (std::any_of(entries_.begin(), entries_.end(), taken))
    return fail(ErrorKind::invalid_argument,
                fmt::format("two streams have the id '{}'; give one of them another", settings.id));
  auto free = std::find_if(entries_.begin(), entries_.end(),
                           [](const Entry& entry) { return entry.added == 0; });
  if (free == entries_.end()) {
    if (entries_.size() >= max_streams)
      return fail(
          ErrorKind::invalid_argument,
          fmt::format("there are {} streams already, the most that one program runs", max_streams));
    free = entries_.emplace(entries_.end());
  }
  const StreamId stream{static_cast<std::uint32_t>(free - entries_.begin()), ++free->generation};
  free->added = ++added_;
  free->status = std::make_shared<StreamStatus>(
      settings.id, settings.title, without_passwords(settings.url), clock_, settings.scene);
  if (!settings_.economy) settings.decode = DecodeMode::all;
  const auto live = live_.add(settings.id);
  if (!settings.live_url.empty()) {
    free->large = LargeView::create(stream, settings.live_url, settings.input, live, clock_);
    free->status->large = free->large;
    live_.add_large(free->large->live());
  }
  mailbox_.add(stream);
  governor_.add(stream, settings.priority);
  analysis_.add(stream, free->status, live);
  free->worker = std::make_unique<StreamWorker>(
      stream, std::move(settings),
      WorkerSurroundings{clock_, *model_, mailbox_, analysis_, meter_, settings_.file_pace,
                         settings_.economy ? &governor_ : nullptr, settings_.on_incident},
      free->status, live);
  return stream;
}

bool Pipeline::remove(StreamId stream) {
  std::unique_ptr<StreamWorker> worker;
  std::shared_ptr<LargeView> large;
  std::shared_ptr<StreamStatus> status;
  {
    std::lock_guard lock(mutex_);
    if (stream.slot >= entries_.size()) return false;
    Entry& entry = entries_[stream.slot];
    if (entry.added == 0 || entry.generation != stream.generation || !entry.worker) return false;
    worker = std::move(entry.worker);
    large = std::move(entry.large);
    status = entry.status;
  }
  worker->request_stop();
  if (large) large->close();
  worker.reset();  // Joins, without the lock. The id stays taken until all is gone.
  governor_.remove(stream);
  mailbox_.remove(stream);
  analysis_.remove(stream);
  live_.remove(status->id);
  std::lock_guard lock(mutex_);
  entries_[stream.slot].added = 0;
  entries_[stream.slot].status.reset();
  return true;
}

void Pipeline::stop() {
  std::vector<std::unique_ptr<StreamWorker>> workers;
  std::vector<std::shared_ptr<LargeView>> large_views;
  {
    std::lock_guard lock(mutex_);
    if (std::exchange(stopped_, true)) return;
    for (Entry& entry : entries_) {
      if (entry.worker) workers.push_back(std::move(entry.worker));
      if (entry.large) large_views.push_back(std::move(entry.large));
    }
  }
  for (const auto& worker : workers) worker->request_stop();
  for (const auto& large : large_views) large->request_stop();
  workers.clear();
  for (const auto& large : large_views) large->close();
  for (const auto& lane : lanes_) lane->request_stop();
  lanes_.clear();
  mailbox_.close();
  analysis_.close();
}

std::vector<std::shared_ptr<const StreamStatus>> Pipeline::streams() const {
  std::vector<std::pair<std::uint64_t, std::shared_ptr<const StreamStatus>>> sorted;
  {
    std::lock_guard lock(mutex_);
    for (const Entry& entry : entries_)
      if (entry.added != 0) sorted.emplace_back(entry.added, entry.status);
  }
  std::sort(sorted.begin(), sorted.end());
  std::vector<std::shared_ptr<const StreamStatus>> streams;
  for (auto& [added, status] : sorted) streams.push_back(std::move(status));
  return streams;
}

std::shared_ptr<const StreamStatus> Pipeline::find(const std::string& id) const {
  std::lock_guard lock(mutex_);
  for (const Entry& entry : entries_)
    if (entry.added != 0 && entry.status->id == id) return entry.status;
  return nullptr;
}

}  // namespace trigo
