#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "events/event_record.hpp"
#include "events/event_store.hpp"

namespace trigo {

/// Which streams are lost as the record has it, so that an incident has one `stream_lost` and one
/// `stream_restored` however many programs end meanwhile. Of the writer's thread.
class OpenLosses {
 public:
  /// Whether the event is to be kept. One of another type always is; a loss if there is none open,
  /// an end of one if there is, with `since_us` when it began. Once per event, in their order; of a
  /// stream that is new here it reads `store`.
  bool admit(EventRecord& event, const EventStore& store);

 private:
  using SinceUs = std::optional<std::int64_t>;  // Nothing: it is not lost.

  static SinceUs read(const std::string& stream, const EventStore& store);

  std::map<std::string, SinceUs> streams_;
};

}  // namespace trigo
