#pragma once

#include <condition_variable>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include <tl/expected.hpp>

#include "base/clock.hpp"
#include "base/wakes.hpp"
#include "events/event_writer.hpp"

namespace trigo {

/// Which events something outside wants. Empty lists: any.
struct SinkFilter {
  std::vector<std::string> streams = {};
  std::vector<std::string> places = {};  // Names of zones and lines.
  std::vector<std::string> types = {};

  /// A gap, which is of no stream and no place, is kept from nobody but by its type.
  bool takes(const EventRecord& event) const;
};

struct SinkSettings {
  std::string name;            // Of its cursor in the store.
  std::filesystem::path file;  // The store.
  SinkFilter filter = {};
};

/// Why an event was not taken, and for how long the target wants to be left alone.
struct Refusal {
  std::string why;  // A phrase for the log: no secret in it.
  Duration wait{};  // At most EventSink::longest_asked of it is granted.
};

/// Hands an event of the record of that uid to something outside; it has it for good once this
/// succeeds. Called on the sink's thread; must end soon once stop is requested.
using Deliver = std::function<tl::expected<void, Refusal>(
    const EventRecord& event, const std::string& record, std::stop_token stop)>;

/// How a sink does.
struct SinkReading {
  std::string name;
  std::int64_t delivered = 0;  // Since the start, as the next two.
  std::int64_t failures = 0;   // Tries.
  std::int64_t skipped = 0;    // Events that were dropped from the record before they got out.
  std::int64_t behind = 0;     // Events on record beyond the last one taken, as of the last try.
  std::string trouble = {};    // For a person; empty: the last try went well.
  std::int64_t trouble_since_us = 0;  // Since 1970; 0: none.
};

/// Takes events from the record to something outside, on a thread of its own: in the order of
/// their ids and at least once. What fails is tried again for ever, and what follows waits, so a
/// dead target delays only itself. Remembers by the writer how far it came. Thread-safe.
class EventSink {
 public:
  static constexpr Duration first_pause = std::chrono::milliseconds(500);  // After a failure …
  static constexpr Duration longest_pause = std::chrono::seconds(60);  // … growing to this …
  static constexpr double most_jitter = 0.2;                           // … and up to this more.
  static constexpr Duration longest_asked = std::chrono::minutes(10);
  static constexpr Duration store_pause = std::chrono::seconds(1);    // While it cannot be read.
  static constexpr Duration longest_wait = std::chrono::seconds(10);  // For news.
  static constexpr int page = 100;  // Events that are read at once.

  /// Begins where the store says that this sink is. `news` wakes after each commit; the clock and
  /// the writer outlive this.
  EventSink(SinkSettings settings, Deliver deliver, Clock& clock, EventWriter& writer,
            const Wakes& news);
  /// What is under way is given up; it comes again at the next start.
  ~EventSink();

  SinkReading reading() const;

 private:
  /// Lets the thread wait for news; outlives the sink as long as somebody wakes it.
  struct News {
    std::mutex mutex;  // Guards `any`.
    std::condition_variable_any arrival;
    bool any = true;
  };

  /// What the record holds behind the cursor.
  struct Page {
    std::int64_t last_id = 0;
    EventRecords events;
  };

  void run(std::stop_token stop);
  Result<Page> read(std::stop_token stop);
  void follow(std::string uid, std::int64_t last_id, std::optional<std::int64_t> kept);
  void pass_over_dropped(const Page& found);
  tl::expected<void, Refusal> hand_out(const Page& found, std::stop_token stop);
  void move_to(std::int64_t id, std::int64_t last_id);
  void count_skipped(std::int64_t events, const char* why);
  void set_trouble(const std::string& trouble);
  Duration pause_after(const Refusal& refusal);
  void wait_for_news(std::stop_token stop);

  const SinkSettings settings_;
  const Deliver deliver_;
  Clock& clock_;
  EventWriter& writer_;
  const std::shared_ptr<News> news_ = std::make_shared<News>();
  std::string record_;       // Its uid; empty: not read yet. This and the next three: the thread's.
  std::int64_t cursor_ = 0;  // The last event taken.
  Duration pause_ = first_pause;
  std::minstd_rand random_{std::random_device{}()};
  mutable std::mutex mutex_;  // Guards reading_.
  SinkReading reading_;
  Wakes::Subscription subscription_;
  std::jthread thread_;
};

using EventSinks = std::vector<std::unique_ptr<EventSink>>;

}  // namespace trigo
