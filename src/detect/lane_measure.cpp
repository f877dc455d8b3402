#include "detect/lane_measure.hpp"

#include <algorithm>
#include <barrier>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include "base/check.hpp"
#include "base/log.hpp"
#include "media/handles.hpp"

namespace trigo {
namespace {

using namespace std::chrono_literals;

constexpr Size frame_size{1280, 720};
constexpr int rounds = 2;
constexpr Duration loading_at_most = 1500ms;
constexpr Duration running_at_most = 1600ms;  // All rounds of all candidates, warm-up aside.
constexpr Duration longest_round = 200ms;
// Part of the cores' time for which threads may wait for one. With company of ours it is about 0.7.
constexpr double undisturbed = 1;
constexpr Duration burst = 3ms;

Failure stopped() {
  return fail(ErrorKind::cancelled, "stopped while the lanes were measured");
}

/// Stripes: their letterboxing costs what a camera's does.
Result<Picture> made_up_picture() {
  FrameHandle image(av_frame_alloc());
  if (!image) return fail(ErrorKind::unavailable, "no memory for a picture");
  image->format = AV_PIX_FMT_YUV420P;
  image->width = frame_size.width;
  image->height = frame_size.height;
  if (const int code = av_frame_get_buffer(image.get(), 0); code < 0)
    return fail(ErrorKind::unavailable, libav_message(code));
  for (int plane = 0; plane < 3; ++plane) {
    const int shift = plane == 0 ? 0 : 1;
    for (int y = 0; y < frame_size.height >> shift; ++y)
      for (int x = 0; x < frame_size.width >> shift; ++x)
        image->data[plane][y * image->linesize[plane] + x] =
            static_cast<std::uint8_t>(64 + (x * 5 + y * 3) % 128);
  }
  return Picture(std::shared_ptr<const AVFrame>(std::move(image)),
                 {.crop = frame_size, .picture = frame_size});
}

/// A model with its lanes' detectors, which keep what they have warmed up.
struct Loaded {
  std::shared_ptr<DetectorModel> model;
  std::vector<std::unique_ptr<Detector>> detectors;
};

Result<Loaded> make_ready(std::shared_ptr<DetectorModel> model) {
  if (auto ready = model->prepare(model->shape(frame_size)); !ready) return pass_on(ready);
  Loaded loaded{std::move(model), {}};
  for (int i = 0; i < loaded.model->traits().lanes; ++i) {
    auto detector = loaded.model->make_detector();
    if (!detector) return pass_on(detector);
    loaded.detectors.push_back(std::move(*detector));
  }
  return loaded;
}

/// What went wrong in any of a call's answers.
std::optional<Error> detect_once(Detector& detector, std::span<const Frame> frames) {
  for (auto& answer : detector.detect(frames))
    if (!answer) return std::move(answer.error());
  return std::nullopt;
}

struct Round {
  LaneCandidate figures;
  bool disturbed = false;
};

/// All lanes at once, for about so long.
Result<Round> run_round(const Loaded& loaded, const std::vector<Frame>& frames, Duration length,
                        const LaneBench& bench) {
  const Clock& clock = bench.clock;
  const auto lanes = static_cast<int>(loaded.detectors.size());
  const auto batch = static_cast<int>(frames.size());
  Instant start;
  std::mutex mutex;  // Guards what follows.
  double images_per_s = 0;
  std::optional<Error> error;
  double waited_s = 0;
  std::barrier warm(lanes, [&]() noexcept {
    start = clock.now();
    waited_s = bench.waited_s();
  });
  double share = 0;
  std::barrier finished(lanes, [&]() noexcept {
    share = (bench.waited_s() - waited_s) / (bench.cores * to_seconds(clock.now() - start));
  });
  const auto work = [&](Detector& detector) {
    auto failed = detect_once(detector, frames);
    warm.arrive_and_wait();
    Instant now = clock.now();
    std::int64_t images = 0;
    for (; !failed && now - start < length; now = clock.now(), images += batch)
      failed = detect_once(detector, frames);
    {
      // By each lane's own time: the last calls do not end at once.
      const std::lock_guard lock(mutex);
      if (failed) error = std::move(failed);
      if (images > 0) images_per_s += static_cast<double>(images) / to_seconds(now - start);
    }
    finished.arrive_and_wait();  // A thread's waiting is forgotten when it ends.
  };
  std::vector<std::jthread> company;
  for (int i = 0; bench.company && i < bench.cores; ++i) company.emplace_back(bench.company);
  std::vector<std::jthread> threads;
  for (int i = 0; i < lanes; ++i)
    threads.emplace_back([&, i] {
      name_this_thread(fmt::format("measure-{}", i));
      work(*loaded.detectors[static_cast<std::size_t>(i)]);
    });
  threads.clear();  // Joins.
  company.clear();
  if (error) return Failure(std::move(*error));
  if (images_per_s <= 0) return fail(ErrorKind::unavailable, "not one picture was detected");
  // Each lane always has a call under way, so by Little's law a call takes lanes * batch / rate.
  spdlog::debug("{} lanes, batch {}: {:.0f}/s, threads waited {:.2f} of the cores' time", lanes,
                batch, images_per_s, share);
  return Round{{lanes, batch, images_per_s, 1000.0 * lanes * batch / images_per_s},
               share > undisturbed};
}

/// One way to run, and the best of its rounds so far.
struct Entrant {
  const Loaded* loaded = nullptr;
  std::vector<Frame> frames;
  Round best;
  std::optional<Error> failed;
};

/// Lets each of them run in turns. Errors: cancelled. What fails is marked, and runs no more.
Result<void> compete(std::vector<Entrant>& entrants, const LaneBench& bench) {
  const auto runs = rounds * static_cast<int>(entrants.size());
  const Duration length = std::min(longest_round, running_at_most / std::max(runs, 1));
  for (int i = 0; i < rounds; ++i)
    for (Entrant& entrant : entrants) {
      if (bench.stop()) return stopped();
      if (entrant.failed) continue;
      auto result = run_round(*entrant.loaded, entrant.frames, length, bench);
      if (!result)
        entrant.failed = std::move(result.error());
      else if (result->figures.images_per_s > entrant.best.figures.images_per_s)
        entrant.best = *result;
    }
  return {};
}

/// What all of them reached.
struct Results {
  std::vector<LaneCandidate> candidates;
  bool disturbed = false;

  void add(const std::vector<Entrant>& entrants) {
    for (const Entrant& entrant : entrants) {
      if (entrant.failed) {
        spdlog::debug("measuring lanes: {}", entrant.failed->message);
        continue;
      }
      candidates.push_back(entrant.best.figures);
      disturbed = disturbed || entrant.best.disturbed;
    }
  }
};

/// `model`, and as many of the others as can be loaded in time. Errors: cancelled; of `model`
/// alone.
Result<std::vector<Loaded>> load_all(std::shared_ptr<DetectorModel> model, const LaneTrial& trial,
                                     const LaneBench& bench) {
  std::vector<Loaded> all;
  auto first = make_ready(std::move(model));
  if (!first) return pass_on(first);
  all.push_back(std::move(*first));
  const Instant start = bench.clock.now();
  for (const int lanes : trial.lanes) {
    if (bench.stop()) return stopped();
    if (bench.clock.now() - start >= loading_at_most) break;
    auto other = bench.load(lanes);
    auto ready = other ? make_ready(std::move(*other)) : Result<Loaded>(pass_on(other));
    if (ready)
      all.push_back(std::move(*ready));
    else
      spdlog::debug("measuring {} lanes: {}", lanes, ready.error().message);
  }
  return all;
}

std::vector<Frame> same(const Frame& frame, int count) {
  return std::vector<Frame>(static_cast<std::size_t>(count), frame);
}

const Loaded& with_lanes(const std::vector<Loaded>& all, int lanes) {
  const auto found = std::find_if(all.begin(), all.end(), [&](const Loaded& loaded) {
    return loaded.model->traits().lanes == lanes;
  });
  TRIGO_CHECK(found != all.end());
  return *found;
}

}  // namespace

void work_like_a_decoder(std::stop_token stop) {
  SteadyClock clock;
  while (!stop.stop_requested()) {
    for (const Instant end = clock.now() + burst; clock.now() < end;) continue;
    clock.sleep_for(burst, stop);
  }
}

Result<PlannedModel> measure_lanes(std::shared_ptr<DetectorModel> model, const LaneTrial& trial,
                                   const LaneBench& bench) {
  auto picture = made_up_picture();
  if (!picture) return pass_on(picture);
  const Frame frame{.picture = std::move(*picture)};
  auto all = load_all(std::move(model), trial, bench);
  if (!all) return pass_on(all);

  std::vector<Entrant> entrants;
  for (const Loaded& loaded : *all) entrants.push_back({&loaded, same(frame, 1), {}, {}});
  if (auto done = compete(entrants, bench); !done) return pass_on(done);
  Results results;
  results.add(entrants);
  if (results.candidates.empty()) return Failure(*entrants.front().failed);
  auto plan = choose_lanes(results.candidates, results.disturbed);

  const Loaded& best = with_lanes(*all, plan.lanes);
  const int largest = trial.batches ? best.model->traits().batch : 1;
  if (largest > 1) {
    entrants.clear();
    for (int batch = 2; batch <= largest; batch *= 2)
      entrants.push_back({&best, same(frame, batch), {}, {}});
    if (auto done = compete(entrants, bench); !done) return pass_on(done);
    results.add(entrants);
    plan = choose_lanes(std::move(results.candidates), results.disturbed);
  }
  return PlannedModel{with_lanes(*all, plan.lanes).model, std::move(plan)};
}

}  // namespace trigo
