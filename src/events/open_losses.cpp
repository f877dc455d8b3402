#include "events/open_losses.hpp"

namespace trigo {

bool OpenLosses::admit(EventRecord& event, const EventStore& store) {
  const bool lost = event.type == lost_type;
  if (!lost && event.type != restored_type) return true;
  auto found = streams_.find(event.stream);
  if (found == streams_.end())
    found = streams_.emplace(event.stream, read(event.stream, store)).first;
  SinceUs& since_us = found->second;
  if (lost == since_us.has_value()) return false;
  if (lost) {
    since_us = event.utc_us;
  } else {
    event.since_us = *since_us;
    since_us.reset();
  }
  return true;
}

OpenLosses::SinceUs OpenLosses::read(const std::string& stream, const EventStore& store) {
  EventQuery query{.stream = stream, .types = {lost_type}, .newest_first = true, .limit = 1};
  const auto lost = store.find(query);
  query.types = {restored_type};
  const auto restored = store.find(query);
  // A record that cannot be read now may miss an event; it will not have one twice.
  if (!lost || !restored || lost->empty()) return std::nullopt;
  if (!restored->empty() && restored->front().id > lost->front().id) return std::nullopt;
  return lost->front().utc_us;
}

}  // namespace trigo
