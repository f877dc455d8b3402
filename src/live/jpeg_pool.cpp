#include <condition_variable>
#include <deque>
#include <map>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

#include "base/check.hpp"
#include "base/log.hpp"
#include "live/jpeg.hpp"

namespace trigo {
namespace {

constexpr std::size_t remembered_limit = 256;

/// What is encoded, by its identity, which stays its own after it is gone: pixels, or where tracks
/// are drawn into them, pixels and tracks. A picture that is published again once it is detected
/// is thus encoded once.
struct Key {
  std::weak_ptr<const void> shown;
  JpegOptions options;
};

struct Before {
  bool operator()(const Key& a, const Key& b) const {
    if (a.shown.owner_before(b.shown)) return true;
    if (b.shown.owner_before(a.shown)) return false;
    return a.options < b.options;
  }
};

struct Job {
  std::shared_ptr<const LivePicture> picture;
  JpegOptions options;

  Key key() const {
    const auto& pixels = picture->frame.picture.shared_image();
    if (options.overlay || !pixels) return {picture, options};
    return {pixels, options};
  }
};

Result<Jpeg> cancelled() {
  return fail(ErrorKind::cancelled, "JPEG: the program is stopping");
}

}  // namespace

struct JpegPool::State {
  void work();
  std::vector<Done> finish(const Key& key, const Result<Jpeg>& answer);
  void forget_gone();
  std::optional<Result<Jpeg>> answer_or_wait(Job job, Done& done);
  void stop();

  std::mutex mutex;  // Guards everything below but the threads.
  std::condition_variable arrival;
  bool stopping = false;
  std::int64_t encoded = 0;
  std::deque<Job> jobs;
  std::map<Key, std::vector<Done>, Before> askers;  // Of what waits or is being encoded.
  std::map<Key, Jpeg, Before> finished;
  std::deque<Key> order;  // The keys of `finished`, oldest first.
  std::vector<std::jthread> threads;
};

void JpegPool::State::work() {
  name_this_thread("jpeg");
  std::unique_lock lock(mutex);
  while (true) {
    arrival.wait(lock, [&] { return stopping || !jobs.empty(); });
    if (stopping) return;
    Job job = std::move(jobs.front());
    jobs.pop_front();
    lock.unlock();
    auto bytes = encode_jpeg(*job.picture, job.options);
    const Result<Jpeg> answer =
        bytes ? Result<Jpeg>(std::make_shared<const std::string>(std::move(*bytes)))
              : Result<Jpeg>(pass_on(bytes));
    for (const Done& done : finish(job.key(), answer)) done(answer);
    job = {};  // Perhaps the last to hold its pixels: freed without the lock.
    lock.lock();
  }
}

/// Remembers the answer and gives those who wait for it.
std::vector<JpegPool::Done> JpegPool::State::finish(const Key& key, const Result<Jpeg>& answer) {
  std::lock_guard lock(mutex);
  forget_gone();
  if (answer) {
    ++encoded;
    if (order.size() >= remembered_limit) {
      finished.erase(order.front());
      order.pop_front();
    }
    finished.emplace(key, *answer);
    order.push_back(key);
  }
  const auto waiting = askers.find(key);
  TRIGO_CHECK(waiting != askers.end());
  auto dones = std::move(waiting->second);
  askers.erase(waiting);
  return dones;
}

void JpegPool::State::forget_gone() {
  std::erase_if(order, [&](const Key& key) {
    if (!key.shown.expired()) return false;
    finished.erase(key);
    return true;
  });
}

/// What is there already; else `done` is taken, to be called later.
std::optional<Result<Jpeg>> JpegPool::State::answer_or_wait(Job job, Done& done) {
  const Key key = job.key();
  std::lock_guard lock(mutex);
  if (stopping) return cancelled();
  if (const auto found = finished.find(key); found != finished.end()) return found->second;
  auto& waiting = askers[key];
  if (waiting.empty()) {
    jobs.push_back(std::move(job));
    arrival.notify_one();
  }
  waiting.push_back(std::move(done));
  return std::nullopt;
}

void JpegPool::State::stop() {
  std::vector<Done> dones;
  {
    std::lock_guard lock(mutex);
    stopping = true;
    for (const Job& job : std::exchange(jobs, {})) {
      const auto waiting = askers.find(job.key());
      for (Done& done : waiting->second) dones.push_back(std::move(done));
      askers.erase(waiting);
    }
  }
  arrival.notify_all();
  for (const Done& done : dones) done(cancelled());
  threads.clear();  // Joins.
}

JpegPool::JpegPool(int threads) : state_(std::make_shared<State>()) {
  TRIGO_CHECK(threads > 0);
  for (int i = 0; i < threads; ++i)
    state_->threads.emplace_back([state = state_.get()] { state->work(); });
}

JpegPool::~JpegPool() {
  state_->stop();
}

void JpegPool::encode(std::shared_ptr<const LivePicture> picture, const JpegOptions& options,
                      Done done) {
  TRIGO_CHECK(picture && done);
  JpegOptions exact = options;  // Askers for 640 and 641, or for too much, get one picture.
  exact.width = jpeg_size(picture->frame.picture.size(), options).width;
  if (const auto answer = state_->answer_or_wait({std::move(picture), exact}, done)) done(*answer);
}

std::int64_t JpegPool::encoded() const {
  std::lock_guard lock(state_->mutex);
  return state_->encoded;
}

}  // namespace trigo
