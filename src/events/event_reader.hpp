#pragma once

#include <atomic>
#include <filesystem>
#include <functional>
#include <thread>
#include <vector>

#include "base/bounded_queue.hpp"
#include "base/clock.hpp"
#include "events/event_store.hpp"

namespace trigo {

/// Answers questions about a record on threads of its own: whoever asks need not wait for the disk.
/// Follows the file when it is made, or replaced by another. Thread-safe.
class EventReader {
 public:
  static constexpr std::size_t most_waiting = 1000;
  static constexpr Duration longest_question = std::chrono::seconds(10);

  /// Called once, by a thread of the reader, or at once if too many wait or the reader ends. The
  /// store is for the time of the call. Errors: unavailable, cancelled.
  using Question = std::function<void(const Result<const EventStore*>&)>;

  /// `clock` outlives this.
  EventReader(std::filesystem::path file, const Clock& clock, int threads = 2);
  /// What runs is given up; the rest is answered `cancelled`.
  ~EventReader();

  /// Never blocks. What a question asks of the store fails, `cancelled`, once it has taken
  /// `longest_question`.
  void ask(Question question);

 private:
  class Opened;
  void work(std::stop_token stop);

  const std::filesystem::path file_;
  const Clock& clock_;
  std::atomic<bool> stopping_ = false;
  BoundedQueue<Question> queue_{most_waiting};
  std::vector<std::jthread> threads_;
};

}  // namespace trigo
