#include "engine/stream_run.hpp"

#include <random>
#include <utility>

#include <time.h>

namespace trigo {
namespace {

constexpr double cpu_step_s = 0.5;

std::int64_t thread_cpu_us() {
  timespec used{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &used);
  return std::int64_t{used.tv_sec} * 1'000'000 + used.tv_nsec / 1000;
}

SourceHealth::Dice new_dice() {
  return [engine = std::mt19937(std::random_device()())]() mutable {
    return std::uniform_real_distribution<double>(0, 1)(engine);
  };
}

bool is_lost(StreamState state) {
  return state == StreamState::stalled || state == StreamState::waiting ||
         state == StreamState::error;
}

}  // namespace

StreamRun::StreamRun(StreamId id, StreamSettings wanted, const WorkerSurroundings& surroundings,
                     std::shared_ptr<StreamStatus> told, std::shared_ptr<const LiveStream> shown)
    : stream(id),
      settings(std::move(wanted)),
      around(surroundings),
      status(std::move(told)),
      live(std::move(shown)),
      health(settings.input, around.clock, new_dice()),
      cpu_noted_(around.clock.now()) {}

void StreamRun::tell(StreamState state, std::string reason) {
  const bool begins = is_lost(state) && !lost_us_;
  const bool ends = state == StreamState::running && (lost_us_ || !status->ever_ran());
  const std::int64_t now_us = to_utc_us(around.clock.utc());
  if (begins) {
    lost_us_ = now_us;
    ++status->incidents;
  }
  Incident incident{settings.id, ends, reason, now_us, lost_us_.value_or(now_us), epoch};
  if (ends) lost_us_.reset();
  status->set_state(state, std::move(reason));
  if ((begins || ends) && around.on_incident) around.on_incident(incident);
}

void StreamRun::note_cpu() {
  const Instant now = around.clock.now();
  const double wall_s = to_seconds(now - cpu_noted_);
  if (wall_s < cpu_step_s) return;
  const std::int64_t cpu_us = thread_cpu_us();
  const auto used_us = cpu_us - cpu_us_;
  status->cpu_ms_per_s = static_cast<double>(used_us) / 1000 / wall_s;
  around.meter.decode_us += used_us;
  cpu_us_ = cpu_us;
  cpu_noted_ = now;
}

}  // namespace trigo
