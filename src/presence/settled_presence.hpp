#pragma once

#include <deque>
#include <functional>
#include <vector>

#include "presence/presence_engine.hpp"
#include "presence/stream_time.hpp"
#include "track/settled_tracks.hpp"

namespace trigo {

/// What was known of one zone in one look.
struct PresenceRow {
  std::int64_t frame = 0;  // Number of the picture.
  double time_s = 0;       // Moment::s
  std::string zone;
  PresenceState state = PresenceState::unknown;
  int count = 0;  // Of occupied at least 1; of unknown 0.
};

/// The record of presence in one stream, written once nothing will change it any more: events are
/// in the order in which they happened, and every look has the state that turned out to be right.
/// Reentrant. Holds the looks that are undecided still.
class SettledPresence {
 public:
  using WriteRow = std::function<void(const PresenceRow&)>;
  using WriteEvent = std::function<void(const PresenceEvent&)>;

  /// `classes`: the model's names.
  SettledPresence(const ScenePlan& plan, std::span<const std::string> classes, WriteRow row,
                  WriteEvent event);

  void set_period(double period_s) { engine_.set_period(period_s); }
  /// `media_time_s` of looks never falls within an epoch.
  void add(const SettledLook& look);
  /// Nothing more comes.
  void finish();

 private:
  struct ZoneRecord {
    PresenceState state = PresenceState::unknown;
    int stays = 0;
  };
  struct Look {
    std::int64_t frame;
    double s;
    std::vector<ZoneRecord> zones;  // As in the plan.
  };

  void take(PresenceEvents events);
  void correct(const PresenceEvent& event);
  void write_until(double s);

  std::vector<std::string> zones_;  // Names.
  PresenceEngine engine_;
  WriteRow write_row_;
  WriteEvent write_event_;
  StreamTime time_;
  std::vector<ZoneRecord> now_;
  std::deque<Look> looks_;
  PresenceEvents events_;  // In order.
};

}  // namespace trigo
