#include "events/event_reader.hpp"

#include <optional>
#include <utility>

#include <sys/stat.h>

#include "base/log.hpp"

namespace trigo {
namespace {

constexpr Duration longest_wait = std::chrono::seconds(10);

/// Tells one file from another of the same name.
using Identity = std::pair<dev_t, ino_t>;

std::optional<Identity> identity_of(const std::filesystem::path& file) {
  struct stat found {};
  if (stat(file.c_str(), &found) != 0) return std::nullopt;
  return Identity(found.st_dev, found.st_ino);
}

}  // namespace

/// The store as one thread has it. Thread-bound.
class EventReader::Opened {
 public:
  explicit Opened(EventReader& reader) : reader_(reader) {}

  Result<const EventStore*> get() {
    const auto identity = identity_of(reader_.file_);
    if (identity != identity_) store_.reset();
    if (!store_) {
      auto opened = EventStore::open(reader_.file_, EventStore::Access::read);
      if (!opened) return pass_on(opened);
      store_.emplace(std::move(*opened));
      store_->give_up_when(
          [this] { return reader_.stopping_ || reader_.clock_.now() >= deadline_; });
      identity_ = identity;
    }
    deadline_ = reader_.clock_.now() + longest_question;
    return &*store_;
  }

 private:
  EventReader& reader_;
  Instant deadline_;
  std::optional<Identity> identity_;
  std::optional<EventStore> store_;
};

EventReader::EventReader(std::filesystem::path file, const Clock& clock, int threads)
    : file_(std::move(file)), clock_(clock) {
  for (int i = 0; i < threads; ++i)
    threads_.emplace_back([this](const std::stop_token& stop) {
      name_this_thread("record");
      work(stop);
    });
}

EventReader::~EventReader() {
  stopping_ = true;
  queue_.close();
  for (std::jthread& thread : threads_) thread.request_stop();
  for (std::jthread& thread : threads_) thread.join();
}

void EventReader::ask(Question question) {
  if (queue_.try_push(question)) return;
  question(stopping_ ? fail(ErrorKind::cancelled, "the program is stopping")
                     : fail(ErrorKind::unavailable, "too many ask about the record: try later"));
}

void EventReader::work(std::stop_token stop) {
  Opened opened(*this);
  while (!queue_.drained()) {
    const auto question = queue_.take_one_until(clock_.now() + longest_wait);
    if (!question) continue;
    if (stop.stop_requested())
      (*question)(fail(ErrorKind::cancelled, "the program is stopping"));
    else
      (*question)(opened.get());
  }
}

}  // namespace trigo
