#include "app/running_streams.hpp"

#include <utility>

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include "base/log.hpp"

namespace trigo {
namespace {

constexpr Duration longest_wait = std::chrono::seconds(10);

}  // namespace

StreamSettings stream_settings(const StreamConfig& stream, const Config& config, bool loop) {
  return {.id = stream.id,
          .title = stream.title,
          .url = stream.url,
          .input = stream.input,
          .detect = stream.detect.value_or(config.detect.cadence),
          .live = stream.live.value_or(config.live.cadence),
          .decode = stream.decode,
          .priority = stream.priority,
          .loop = stream.loop || loop,
          .scene = stream.scene};
}

RunningStreams::RunningStreams(Surroundings around) : around_(std::move(around)) {}

RunningStreams::~RunningStreams() {
  stop();
}

Result<void> RunningStreams::start(std::vector<StreamSettings> streams) {
  for (StreamSettings& stream : streams) {
    const std::string id = stream.id;
    auto added = around_.pipeline.add(std::move(stream));
    if (!added) return pass_on(added);
    running_[id] = *added;
  }
  thread_ = std::jthread([this] {
    name_this_thread("changes");
    run();
  });
  return {};
}

void RunningStreams::stop() {
  stopping_ = true;
  queue_.close();
  probes_.stop();
  if (thread_.joinable()) thread_.join();
}

void RunningStreams::put(std::string id, std::string body, Done<bool> done) {
  enqueue([this, id = std::move(id), body = std::move(body), done = std::move(done)](
              Result<void> turn) { done(turn ? put_now(id, body) : Result<bool>(pass_on(turn))); });
}

void RunningStreams::remove(std::string id, Done<bool> done) {
  enqueue([this, id = std::move(id), done = std::move(done)](Result<void> turn) {
    done(turn ? Result<bool>(remove_now(id)) : Result<bool>(pass_on(turn)));
  });
}

void RunningStreams::probe(std::string body, Done<nlohmann::json> done) {
  probes_.probe(std::move(body), std::move(done));
}

void RunningStreams::enqueue(Change change) {
  if (queue_.try_push(change)) return;
  change(stopping_ ? fail(ErrorKind::cancelled, "the program is stopping")
                   : fail(ErrorKind::unavailable, "too many changes wait already: try later"));
}

void RunningStreams::run() {
  while (!queue_.drained()) {
    const auto change = queue_.take_one_until(std::chrono::steady_clock::now() + longest_wait);
    if (!change) continue;
    if (stopping_)
      (*change)(fail(ErrorKind::cancelled, "the program is stopping"));
    else
      (*change)({});
  }
}

Result<bool> RunningStreams::put_now(const std::string& id, const std::string& body) {
  auto stream = parse_stream(id, body, around_.folder, around_.config);
  if (!stream) return pass_on(stream);
  const bool is_new = !remove_now(id);
  if (around_.events) around_.events->take_snapshots(id, stream->snapshots);
  auto added = around_.pipeline.add(stream_settings(*stream, around_.config, around_.loop));
  if (!added) return pass_on(added);
  running_[id] = *added;
  spdlog::info("stream {}: {} over the web", id, is_new ? "added" : "replaced");
  return is_new;
}

bool RunningStreams::remove_now(const std::string& id) {
  const auto found = running_.find(id);
  if (found == running_.end()) return false;
  around_.pipeline.remove(found->second);
  // Whether snapshots are taken stays as it was: what is under way is still told of it.
  running_.erase(found);
  spdlog::info("stream {}: removed over the web", id);
  return true;
}

}  // namespace trigo
