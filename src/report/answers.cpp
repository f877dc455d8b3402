#include "report/answers.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "base/log.hpp"
#include "base/rounding.hpp"
#include "base/utc_text.hpp"
#include "report/exposition.hpp"
#include "report/figures_json.hpp"
#include "web/presence_json.hpp"
#include "web/track_json.hpp"

namespace trigo {
namespace {

using nlohmann::json;

constexpr int jpeg_threads = 2;

json known_or_null(double value) {
  return value > 0 ? rounded(value) : json(nullptr);
}

json rate_of(double period_s) {
  return rounded(period_s > 0 ? 1 / period_s : 0);
}

json decode_json(const DecodeState& decode) {
  return {
      {"setting", to_string(decode.wanted)},
      {"now", decode.now == DecodeMode::automatic ? json(nullptr) : json(to_string(decode.now))},
      {"reason", decode.reason},
      {"cut", decode.cut},
      {"key_period_s", known_or_null(decode.key_period_s)}};
}

json history_of(const StreamStatus& stream) {
  json changes = json::array();
  for (const StreamChange& change : stream.history())
    changes.push_back({{"at", utc_text(change.utc_us)},
                       {"state", to_string(change.state)},
                       {"reason", change.reason}});
  return changes;
}

json large_json(const LargeView& large) {
  const LargeView::Reading reading = large.reading();
  const auto known = [](int pixels) { return pixels > 0 ? json(pixels) : json(nullptr); };
  return {{"url", large.shown_url()},
          {"state", to_string(reading.state)},
          {"reason", reading.reason},
          {"width", known(reading.picture.width)},
          {"height", known(reading.picture.height)},
          {"fps", rounded(reading.fps)},
          {"failures", reading.failures}};
}

/// What the page shows under each picture.
json summary_json(const StreamStatus& stream) {
  const auto people = stream.people();
  return {{"id", stream.id},
          {"title", stream.title},
          {"state", to_string(stream.state())},
          {"reason", stream.reason()},
          {"fps", rounded(stream.decoded.per_second())},
          {"detections_per_sec", rounded(stream.detected.per_second())},
          {"people", people ? json(*people) : json(nullptr)},
          {"decode_cut", stream.decode().cut}};
}

json stream_json(const StreamStatus& stream) {
  const StreamShape shape = stream.shape();
  const LedgerReading reading = stream.ledger->read();
  json ledger = ledger_json(reading);
  ledger.update({{"waiting", reading.waiting}, {"in_flight", reading.in_flight}});
  json answer = summary_json(stream);
  answer["scene"] = scene_json(*stream.scene);
  answer["presence"] = presence_json(*stream.presence());
  answer["large"] = stream.large ? large_json(*stream.large) : json(nullptr);
  answer.update({{"url", stream.shown_url},
                 {"codec", shape.codec},
                 {"width", shape.picture.width},
                 {"height", shape.picture.height},
                 {"declared_fps", rounded(shape.declared_fps)},
                 {"detections_wanted_per_sec", rate_of(stream.wanted_period_s)},
                 {"detections_due_per_sec", rate_of(stream.detect_period_s)},
                 {"lag_ms", rounded(stream.lag_ms.load())},
                 {"age_ms",
                  {{"p50", rounded(stream.ages_ms.percentile(0.5))},
                   {"p95", rounded(stream.ages_ms.percentile(0.95))}}},
                 {"decode", decode_json(stream.decode())},
                 {"decode_ms_per_s", rounded(stream.cpu_ms_per_s.load())},
                 {"failures", stream.failures.load()},
                 {"incidents", stream.incidents.load()},
                 {"gap_limit_s", known_or_null(stream.gap_limit_s)},
                 {"clock", stream.by_arrival ? "arrival" : "stream"},
                 {"epoch", stream.epoch.load()},
                 {"history", history_of(stream)},
                 {"ledger", std::move(ledger)}});
  return answer;
}

struct Totals {
  int active = 0;
  double decoded_per_s = 0;
  double worker_ms_per_s = 0;
  json summaries = json::array();

  double mean_fps() const { return active > 0 ? decoded_per_s / active : 0; }
  std::optional<double> frame_time_ms() const { return ratio(worker_ms_per_s, decoded_per_s); }
  /// Frames decoded for one inferred.
  std::optional<double> skip(double inferred_per_s) const {
    return ratio(decoded_per_s, inferred_per_s);
  }

 private:
  static std::optional<double> ratio(double part, double whole) {
    return whole > 0 ? std::optional(part / whole) : std::nullopt;
  }
};

Totals add_up(const Pipeline& pipeline) {
  Totals totals;
  for (const auto& stream : pipeline.streams()) {
    totals.summaries.push_back(summary_json(*stream));
    if (stream->state() != StreamState::running) continue;
    ++totals.active;
    totals.decoded_per_s += stream->decoded.per_second();
    totals.worker_ms_per_s += stream->cpu_ms_per_s;
  }
  return totals;
}

json history_json(const History& history) {
  json columns = json::object();
  for (const auto& [name, values] : history.read()) {
    json& column = columns[name] = json::array();
    for (const auto& value : values) column.push_back(rounded(value));
  }
  return columns;
}

json lanes_json(const LanePlan& plan, const EngineMeter& meter) {
  json load = json::array();
  for (const BusyMeter& lane : meter.lane_busy) load.push_back(rounded(lane.share()));
  json candidates = json::array();
  for (const LaneCandidate& candidate : plan.candidates)
    candidates.push_back({{"lanes", candidate.lanes},
                          {"batch", candidate.batch},
                          {"images_per_s", rounded(candidate.images_per_s)},
                          {"latency_ms", rounded(candidate.latency_ms)}});
  return {{"count", plan.lanes},
          {"batch", plan.batch},
          {"wait_ms", rounded(to_seconds(plan.wait) * 1000)},
          {"origin", to_string(plan.origin)},
          {"disturbed", plan.disturbed},
          {"load", std::move(load)},
          {"candidates", std::move(candidates)}};
}

}  // namespace

Answers::Answers(const Pipeline& pipeline, LiveBoard& live, Clock& clock, AnswerSettings settings)
    : pipeline_(pipeline),
      live_(live),
      clock_(clock),
      settings_(std::move(settings)),
      jpegs_(jpeg_threads),
      reader_(settings_.events.empty() ? nullptr
                                       : std::make_unique<EventReader>(settings_.events, clock)),
      sampler_([this](std::stop_token stop) {
        name_this_thread("metrics");
        sample(stop);
      }) {}

Answers::~Answers() = default;

void Answers::sample(std::stop_token stop) {
  Machine machine;
  const auto gpu = Gpu::open();
  Instant next = clock_.now();
  do {
    add_sample(machine, gpu.get());
    next += std::chrono::seconds(1);
  } while (clock_.sleep_until(next, stop));
}

void Answers::add_sample(Machine& machine, Gpu* gpu) {
  const MachineReading reading = machine.read();
  auto gpu_reading = gpu ? gpu->read() : std::nullopt;
  history_.add(sample_of(reading, gpu_reading));
  std::lock_guard lock(mutex_);
  machine_ = reading;
  gpu_ = std::move(gpu_reading);
}

HistorySample Answers::sample_of(const MachineReading& machine,
                                 const std::optional<GpuReading>& gpu) {
  const Totals totals = add_up(pipeline_);
  const EngineMeter& meter = pipeline_.meter();
  const double inferred_per_s = meter.inferences.per_second();
  const auto detect_s = std::exchange(detect_s_, meter.detect_s.read());
  const auto batches = std::exchange(batches_, meter.batch_frames.read());
  const auto mean_s = mean_between(detect_s, detect_s_);
  return {{"fps", totals.mean_fps()},
          {"frame_time_ms", totals.frame_time_ms()},
          {"processed_per_sec", totals.decoded_per_s},
          {"active_streams", totals.active},
          {"inference", inferred_per_s},
          {"inference_time_ms", mean_s ? std::optional(*mean_s * 1000) : std::nullopt},
          {"inference_avg_ms", meter.detect_ms.mean()},
          {"batch_size", mean_between(batches, batches_)},
          {"queue_size", pipeline_.waiting()},
          {"detection_skip", totals.skip(inferred_per_s)},
          {"cpu", machine.cpu_percent},
          {"cpu_process", machine.cpu_process_percent},
          {"gpu", gpu ? std::optional(gpu->percent) : std::nullopt},
          {"gpu_temperature", gpu ? gpu->temperature : std::nullopt},
          {"ram", machine.ram_used_mb}};
}

json Answers::stats() const {
  Totals totals = add_up(pipeline_);
  const EngineMeter& meter = pipeline_.meter();
  const double inferred_per_s = meter.inferences.per_second();
  const std::string why = trouble();
  json answer = {{"device", pipeline_.model().traits().device},
                 {"model", pipeline_.model().traits().model},
                 {"lanes", lanes_json(settings_.plan, meter)},
                 {"inference_time_ms", rounded(meter.detect_ms.newest())},
                 {"inference_avg_ms", rounded(meter.detect_ms.mean())},
                 {"inferences_per_sec", rounded(inferred_per_s)},
                 {"total_detections", meter.inferred.load()},
                 {"batch_size", rounded(meter.batch_sizes.newest())},
                 {"batch_size_avg", rounded(meter.batch_sizes.mean())},
                 {"batch_latency_ms", rounded(meter.batch_latency_ms.mean())},
                 {"queue_size", pipeline_.waiting()},
                 {"decode_share", rounded(pipeline_.decode_share())},
                 {"active_streams", totals.active},
                 {"current_fps", rounded(totals.mean_fps())},
                 {"frame_time_ms", rounded(totals.frame_time_ms())},
                 {"frames_processed", meter.decoded.load()},
                 {"processed_per_sec", rounded(totals.decoded_per_s)},
                 {"detection_skip", rounded(totals.skip(inferred_per_s))},
                 {"trouble", why.empty() ? json(nullptr) : json(why)},
                 {"streams", std::move(totals.summaries)},
                 {"history", history_json(history_)}};
  std::lock_guard lock(mutex_);
  answer.update({{"cpu_percent", rounded(machine_.cpu_percent)},
                 {"cpu_process_percent", rounded(machine_.cpu_process_percent)},
                 {"ram_used_mb", rounded(machine_.ram_used_mb)},
                 {"ram_percent", rounded(machine_.ram_percent)},
                 {"threads", machine_.threads},
                 {"descriptors", machine_.descriptors},
                 {"gpu_available", gpu_.has_value()},
                 {"gpu_name", gpu_ ? json(gpu_->name) : json(nullptr)},
                 {"gpu_percent", gpu_ ? rounded(gpu_->percent) : json(nullptr)},
                 {"gpu_temperature", gpu_ ? rounded(gpu_->temperature) : json(nullptr)},
                 {"gpu_memory_used_mb", gpu_ ? rounded(gpu_->memory_used_mb) : json(nullptr)}});
  return answer;
}

json Answers::streams() const {
  json list = json::array();
  for (const auto& stream : pipeline_.streams()) list.push_back(stream_json(*stream));
  return list;
}

std::optional<json> Answers::stream(const std::string& name) const {
  const auto found = pipeline_.find(name);
  if (!found) return std::nullopt;
  return stream_json(*found);
}

std::optional<json> Answers::tracks(const std::string& name) const {
  const auto found = pipeline_.find(name);
  if (!found) return std::nullopt;
  // Not known is null, never an empty list.
  json answer{{"stream", name},
              {"epoch", nullptr},
              {"seq", nullptr},
              {"media_time", nullptr},
              {"tracks", nullptr}};
  if (const auto last = found->tracks())
    answer.update({{"epoch", last->epoch},
                   {"seq", last->sequence},
                   {"media_time", rounded_to(last->media_time_s, 1000)},
                   {"tracks", track_json(last->tracks)}});
  return answer;
}

std::optional<json> Answers::presence(std::optional<std::string> stream) const {
  if (stream && !pipeline_.find(*stream)) return std::nullopt;
  json streams = json::array();
  for (const auto& one : pipeline_.streams()) {
    const bool wanted = stream ? one->id == *stream : !one->presence()->empty();
    if (!wanted) continue;
    json told = presence_answer(*one->presence(), clock_.now(), pipeline_.model().traits().classes);
    told.update(
        {{"stream", one->id}, {"state", to_string(one->state())}, {"reason", one->reason()}});
    streams.push_back(std::move(told));
  }
  return json{{"streams", std::move(streams)}};
}

Result<std::optional<std::string>> Answers::snapshot(const EventRecord& event) const {
  return SnapshotFolder(settings_.snapshots).read(event);
}

std::string Answers::trouble() const {
  const std::string why = settings_.writer ? settings_.writer->trouble() : "";
  return why.empty() ? "" : "events cannot be kept: " + why;
}

std::string Answers::metrics() const {
  MachineReading machine;
  {
    std::lock_guard lock(mutex_);
    machine = machine_;
  }
  std::vector<SinkReading> webhooks;
  if (settings_.webhooks)
    for (const auto& sink : *settings_.webhooks) webhooks.push_back(sink->reading());
  return exposition(pipeline_.streams(), {.meter = pipeline_.meter(),
                                          .detector = pipeline_.model().traits(),
                                          .decode_share = pipeline_.decode_share(),
                                          .jpegs_encoded = jpegs_.encoded(),
                                          .machine = machine,
                                          .cpu_s = own_cpu_s(),
                                          .started_s = started_s_,
                                          .events = settings_.writer,
                                          .snapshots = settings_.snapshot_writer,
                                          .webhooks = std::move(webhooks)});
}

}  // namespace trigo
