#pragma once

#include <atomic>
#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <thread>
#include <vector>

#include "app/config.hpp"
#include "app/event_keeping.hpp"
#include "app/source_probes.hpp"
#include "base/bounded_queue.hpp"
#include "engine/pipeline.hpp"
#include "web/changes.hpp"

namespace trigo {

/// The stream that a pipeline is to run for what the configuration says of it. `loop`: files are
/// played again and again, whatever it says.
StreamSettings stream_settings(const StreamConfig& stream, const Config& config, bool loop);

/// How streams come and go while a pipeline runs: one change after the other, on a thread of its
/// own, because a change waits for the worker that it ends. Thread-safe.
class RunningStreams final : public WebChanges {
 public:
  static constexpr std::size_t most_waiting = 64;

  struct Surroundings {
    Pipeline& pipeline;
    EventKeeping* events;          // Null: nothing is kept.
    const Config& config;          // Of which streams take what they do not say.
    std::filesystem::path folder;  // Of relative files.
    bool loop = false;             // Files are played again and again.
  };

  /// All that `around` refers to outlives this.
  explicit RunningStreams(Surroundings around);
  ~RunningStreams() override;  // stop()

  /// Runs those that there are from the beginning, then begins with the changes that wait. Errors:
  /// those of Pipeline::add().
  Result<void> start(std::vector<StreamSettings> streams);
  /// What waits, and what comes later, is answered `cancelled`; WebServices may end then. Takes as
  /// long as the change under way, and at most SourceProbes::farewell more.
  void stop();

  void put(std::string id, std::string body, Done<bool> done) override;
  void remove(std::string id, Done<bool> done) override;
  void probe(std::string body, Done<nlohmann::json> done) override;

 private:
  /// Called once, with an error if it is not to be made.
  using Change = std::function<void(Result<void> turn)>;

  void enqueue(Change change);
  void run();
  Result<bool> put_now(const std::string& id, const std::string& body);
  bool remove_now(const std::string& id);

  const Surroundings around_;
  std::atomic<bool> stopping_ = false;
  std::map<std::string, StreamId> running_;  // Of start(), then of the thread.
  BoundedQueue<Change> queue_{most_waiting};
  SourceProbes probes_{around_.folder, around_.config.input};
  std::jthread thread_;
};

}  // namespace trigo
