#include "presence/presence.hpp"

#include <algorithm>

namespace trigo {

std::string_view to_string(PresenceState state) {
  switch (state) {
    case PresenceState::unknown:
      return "unknown";
    case PresenceState::vacant:
      return "vacant";
    case PresenceState::occupied:
      return "occupied";
  }
  return "";
}

int told_count(PresenceState state, int people) {
  switch (state) {
    case PresenceState::unknown:
      return 0;
    case PresenceState::vacant:
      return people;
    case PresenceState::occupied:
      return std::max(people, 1);
  }
  return 0;
}

std::string_view to_string(Direction direction) {
  return direction == Direction::left_to_right ? "left_to_right" : "right_to_left";
}

std::string_view to_string(PresenceEventType type) {
  switch (type) {
    case PresenceEventType::entered:
      return "entered";
    case PresenceEventType::left:
      return "left";
    case PresenceEventType::occupied:
      return "occupied";
    case PresenceEventType::vacated:
      return "vacated";
    case PresenceEventType::unknown:
      return "unknown";
    case PresenceEventType::known:
      return "known";
    case PresenceEventType::dwell:
      return "dwell";
    case PresenceEventType::crossed:
      return "crossed";
  }
  return "";
}

std::string_view to_string(PresenceCause cause) {
  switch (cause) {
    case PresenceCause::none:
      return "";
    case PresenceCause::crossed:
      return "crossed";
    case PresenceCause::appeared:
      return "appeared";
    case PresenceCause::resumed:
      return "resumed";
    case PresenceCause::seen:
      return "seen";
    case PresenceCause::unobserved:
      return "unobserved";
    case PresenceCause::interrupted:
      return "interrupted";
  }
  return "";
}

void ZoneCounts::add(const PresenceEvent& event) {
  if (event.type == PresenceEventType::dwell) ++dwell;
  if (event.cause == PresenceCause::crossed) ++crossed;
  if (event.cause == PresenceCause::appeared) ++appeared;
  if (event.cause == PresenceCause::resumed) ++resumed;
  if (event.cause == PresenceCause::seen) ++seen;
  if (event.cause == PresenceCause::unobserved) ++unobserved;
  if (event.cause == PresenceCause::interrupted) ++interrupted;
}

}  // namespace trigo
