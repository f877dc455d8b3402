#include "engine/lane.hpp"

#include <algorithm>
#include <utility>

#include <spdlog/spdlog.h>

#include "base/check.hpp"
#include "base/log.hpp"

namespace trigo {

Lane::Lane(std::string name, std::unique_ptr<Detector> detector, BatchPolicy policy,
           LatestFrames& mailbox, Analysis& analysis, EngineMeter& meter, BusyMeter& busy,
           Clock& clock)
    : detector_(std::move(detector)),
      policy_(policy),
      mailbox_(mailbox),
      analysis_(analysis),
      meter_(meter),
      busy_(busy),
      clock_(clock),
      thread_([this, name = std::move(name)](std::stop_token stop) {
        name_this_thread(name);
        run(stop);
      }) {}

void Lane::run(std::stop_token stop) {
  Duration pause = first_pause;
  while (true) {
    auto batch = mailbox_.take(policy_.max, policy_.wait, stop);
    if (batch.empty()) return;
    if (work(std::move(batch))) {
      pause = first_pause;
      continue;
    }
    if (!clock_.sleep_for(pause, stop)) return;
    pause = std::min(pause * 2, longest_pause);
  }
}

bool Lane::work(std::vector<Offer> batch) {
  std::vector<Frame> frames;
  frames.reserve(batch.size());
  Instant oldest = Instant::max();
  for (const Offer& offer : batch) {
    frames.push_back(offer.frame);
    oldest = std::min(oldest, offer.frame.arrival);
  }
  const Instant start = clock_.now();
  busy_.begin();
  auto answers = detector_->detect(frames);
  busy_.end();
  const Instant end = clock_.now();
  TRIGO_CHECK(answers.size() == batch.size());

  std::int64_t detected = 0;
  for (std::size_t i = 0; i < batch.size(); ++i) {
    const bool ok = answers[i].has_value();
    if (!ok) spdlog::warn("a frame was not detected: {}", answers[i].error().message);
    detected += ok ? 1 : 0;
    batch[i].ticket.settle(ok ? FrameFate::detected : FrameFate::failed);
    analysis_.decide(frames[i], ok ? std::optional(std::move(*answers[i])) : std::nullopt);
    mailbox_.done(frames[i].stream);
  }
  if (detected == 0) return false;
  meter_.inferences.add(detected);
  meter_.inferred += detected;
  meter_.detect_ms.add(to_seconds(end - start) * 1000);
  meter_.detect_s.add(to_seconds(end - start));
  meter_.batch_frames.add(static_cast<double>(batch.size()));
  meter_.batch_sizes.add(static_cast<double>(batch.size()));
  meter_.batch_latency_ms.add(to_seconds(end - oldest) * 1000);
  return true;
}

}  // namespace trigo
