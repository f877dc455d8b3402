#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>

#include "base/result.hpp"
#include "events/event_record.hpp"

namespace trigo {

/// JPEG files of those who entered zones: FOLDER/2026-11-27/TIME.PERSON.STREAM.ZONE.jpg, so that
/// their names alone say whose they are, and when. Files may come and go by other hands. Errors:
/// unavailable, "FILE: what the system says".
class SnapshotFolder {
 public:
  explicit SnapshotFolder(std::filesystem::path folder) : folder_(std::move(folder)) {}

  /// Whole or not at all, if the program ends meanwhile. Not safe from a loss of power.
  Result<void> write(const EventRecord& entered, const std::string& jpeg);
  /// Nothing: it is not there. Reentrant.
  Result<std::optional<std::string>> read(const EventRecord& entered) const;

  /// Deletes unfinished files, and those of before `before_us` that `is_wanted` does not want: it
  /// is asked with stream, place, person and utc_us alone. Counts what is there. False as soon as
  /// `is_wanted` cannot tell: then it is to be done again.
  bool sweep(std::int64_t before_us,
             const std::function<std::optional<bool>(const EventRecord&)>& is_wanted);
  /// Deletes what was taken before `since_us`, and then the oldest, as long as there are more than
  /// `most_bytes`. Gives the time before which there are none now.
  std::int64_t trim(std::int64_t since_us, std::int64_t most_bytes);
  /// Deletes all of them.
  void clear();

  /// What is kept, as of the last sweep and what happened since.
  std::int64_t bytes() const { return bytes_; }

 private:
  std::filesystem::path path_of(const EventRecord& entered) const;
  void remove(const std::filesystem::path& file, std::int64_t size);

  const std::filesystem::path folder_;
  std::int64_t bytes_ = 0;
};

}  // namespace trigo
