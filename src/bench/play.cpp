#include "bench/play.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include <fmt/format.h>
#include <unistd.h>

#include "base/check.hpp"
#include "bench/look_log.hpp"
#include "metrics/machine.hpp"
#include "report/answers.hpp"
#include "web/server.hpp"

namespace trigo {
namespace {

using namespace std::chrono_literals;

constexpr Duration step = 100ms;      // Between two looks at the streams.
constexpr double start_spread_s = 2;  // Over which streams start.
constexpr Duration opening_first = 300ms;
constexpr Duration opening_each = 50ms;
constexpr Duration start_limit = 60s;  // For the last stream to run.

/// `sign` -1 takes away. Not of what is on its way: that is no sum over a time.
void add(LedgerReading& sum, const LedgerReading& part, int sign) {
  sum.packets += sign * part.packets;
  for (std::size_t i = 0; i < sum.discarded.size(); ++i)
    sum.discarded[i] += sign * part.discarded[i];
  sum.rejected += sign * part.rejected;
  sum.submitted += sign * part.submitted;
  sum.frames += sign * part.frames;
  sum.corrupt += sign * part.corrupt;
  sum.not_due += sign * part.not_due;
  sum.offered += sign * part.offered;
  for (std::size_t i = 0; i < sum.fates.size(); ++i) sum.fates[i] += sign * part.fates[i];
  sum.missed += sign * part.missed;
}

LedgerReading sum_of(const Pipeline& pipeline) {
  LedgerReading sum;
  for (const auto& stream : pipeline.streams()) add(sum, stream->ledger->read(), 1);
  return sum;
}

/// The name that threads have which nobody gave another.
std::string program_name() {
  const auto threads = read_thread_times();
  const auto main = std::find_if(threads.begin(), threads.end(),
                                 [](const ThreadTime& thread) { return thread.id == getpid(); });
  return main == threads.end() ? std::string() : main->name;
}

/// One run: from the start of its pipeline to the check of its ledgers.
class Run {
 public:
  Run(const BenchPlan& plan, Pipeline& pipeline, Answers& answers, LookLog& looks, Clock& clock)
      : plan_(plan), pipeline_(pipeline), answers_(answers), looks_(looks), clock_(clock) {}

  /// `url`: of the server, for viewers.
  Result<BenchFigures> measure(const std::string& url) {
    if (auto started = start(); !started) return pass_on(started);
    if (plan_.viewers.per_stream > 0) open_viewers(url);
    if (auto waited = wait(from_seconds(plan_.warm_up_s)); !waited) return pass_on(waited);
    Machine machine;
    const auto program = program_name();
    const auto ledger_before = sum_of(pipeline_);
    const auto jpegs_before = answers_.jpegs().encoded();
    figures_.rss_begin_mb = figures_.rss_peak_mb = own_resident_mb();
    const auto cpu_before = CpuReading::now();
    record(true);
    const Instant begin = clock_.now();

    if (auto waited = wait(from_seconds(plan_.seconds)); !waited) return pass_on(waited);

    record(false);
    const auto cpu_after = CpuReading::now();
    figures_.seconds = to_seconds(clock_.now() - begin);
    const MachineReading reading = machine.read();
    figures_.machine_percent = reading.cpu_percent;
    figures_.process_percent = reading.cpu_process_percent;
    figures_.process_ms = cpu_after.process_ms - cpu_before.process_ms;
    figures_.stage_ms = used_between(cpu_before, cpu_after, getpid(), program);
    figures_.rss_end_mb = own_resident_mb();
    figures_.ledger = sum_of(pipeline_);
    add(figures_.ledger, ledger_before, -1);
    figures_.jpegs = answers_.jpegs().encoded() - jpegs_before;
    figures_.age_ms = {looks_.age_ms(0.5), looks_.age_ms(0.95), looks_.age_ms(0.99)};
    if (viewers_) figures_.viewers = viewers_->figures();
    count();
    return figures_;
  }

 private:
  void record(bool on) {
    looks_.record(on);
    if (viewers_) viewers_->record(on);
  }

  void open_viewers(const std::string& url) {
    std::vector<std::string> names;
    for (const auto& stream : pipeline_.streams()) names.push_back(stream->id);
    viewers_.emplace(plan_.viewers, url, names, answers_.live(), clock_);
  }

  const BenchClip& clip_of(std::size_t stream) const {
    return plan_.clips[stream % plan_.clips.size()];
  }

  /// Opens every stream, lets each begin at its instant, and waits until the last one runs.
  Result<void> start() {
    figures_.streams = plan_.streams;
    const double period_s = 1 / due_per_s(plan_.detect, plan_.clips.front());
    // Opening takes its time, on a busy machine more: nobody begins before all should be open.
    const Instant begin = clock_.now() + opening_first + plan_.streams * opening_each;
    const auto offsets_s = start_offsets(plan_.streams, period_s, start_spread_s);
    for (const double offset_s : offsets_s) {
      StreamSettings stream{.id = fmt::format("c{}", ids_.size() + 1),
                            .title = {},
                            .url = clip_of(ids_.size()).path,
                            .detect = plan_.detect,
                            .live = plan_.live,
                            .loop = true,
                            .begins = begin + from_seconds(offset_s)};
      auto added = pipeline_.add(std::move(stream));
      if (!added) return pass_on(added);
      ids_.push_back(*added);
    }
    const Instant limit = begin + from_seconds(offsets_s.back()) + start_limit;
    while (clock_.now() < limit) {
      const auto streams = pipeline_.streams();
      if (std::all_of(streams.begin(), streams.end(),
                      [](const auto& stream) { return stream->ever_ran(); }))
        return {};
      if (auto waited = wait(step); !waited) return waited;
    }
    return fail(ErrorKind::unavailable,
                fmt::format("{} streams did not all start within {} s; try fewer", plan_.streams,
                            std::chrono::duration_cast<std::chrono::seconds>(start_limit).count()));
  }

  /// Fails as soon as a stream does: figures of fewer streams would be about something else.
  Result<void> wait(Duration duration) {
    const Instant end = clock_.now() + duration;
    while (clock_.now() < end) {
      clock_.sleep_until(std::min(end, clock_.now() + step), {});
      figures_.rss_peak_mb = std::max(figures_.rss_peak_mb, own_resident_mb());
      for (const auto& stream : pipeline_.streams())
        if (stream->failures > 0) return fail(ErrorKind::unavailable, stream->reason());
      if (viewers_)
        if (auto why = viewers_->failure()) return fail(ErrorKind::unavailable, *why);
    }
    return {};
  }

  void count() {
    double least = 1e9;
    double most = 0;
    for (std::size_t i = 0; i < ids_.size(); ++i) {
      const double due = due_per_s(plan_.detect, clip_of(i));
      const double done = static_cast<double>(looks_.count(ids_[i])) / figures_.seconds;
      figures_.due_per_s += due;
      figures_.done_per_s += done;
      least = std::min(least, 100 * done / due);
      most = std::max(most, 100 * done / due);
    }
    figures_.least_percent = least;
    figures_.most_percent = most;
  }

  const BenchPlan& plan_;
  Pipeline& pipeline_;
  Answers& answers_;
  LookLog& looks_;
  Clock& clock_;
  std::vector<StreamId> ids_;
  BenchFigures figures_;
  std::optional<Viewers> viewers_;
};

/// Of a stopped pipeline.
Result<void> check_ledgers(const Pipeline& pipeline) {
  for (const auto& stream : pipeline.streams()) {
    const LedgerReading reading = stream->ledger->read();
    if (!reading.adds_up() || reading.waiting != 0 || reading.in_flight != 0)
      return fail(ErrorKind::unavailable,
                  fmt::format("the ledger of stream {} does not add up: {} frames offered, {} "
                              "detected; this is a bug of trigo",
                              stream->id, reading.offered, reading[FrameFate::detected]));
  }
  return {};
}

}  // namespace

Result<BenchFigures> play(const BenchPlan& plan, const std::shared_ptr<DetectorModel>& model) {
  TRIGO_CHECK(!plan.clips.empty() && plan.streams > 0);
  // Here rather than in the streams: theirs would begin late, and all at one time.
  for (const BenchClip& clip : plan.clips)
    if (auto ready = model->prepare(model->shape(clip.picture)); !ready) return pass_on(ready);
  SteadyClock clock;
  LiveBoard live;
  LookLog looks(clock);
  auto pipeline = Pipeline::start(plan.pipeline, model, clock, live,
                                  [&](const Look& look) { looks.note(look); });
  if (!pipeline) return pass_on(pipeline);
  Answers answers(**pipeline, live, clock, plan.answers);
  auto web = WebServer::start({.port = 0}, answers);
  if (!web) return pass_on(web);
  Run run(plan, **pipeline, answers, looks, clock);
  auto figures = run.measure((*web)->url());
  (*pipeline)->stop();  // Before the viewers go: it calls them.
  if (!figures) return figures;
  if (auto checked = check_ledgers(**pipeline); !checked) return pass_on(checked);
  return figures;
}

}  // namespace trigo
