#pragma once

#include <optional>
#include <vector>

#include "presence/presence.hpp"
#include "presence/region.hpp"
#include "presence/sighting.hpp"

namespace trigo {

/// Who is in one zone, by what looks say. The rules: docs/design/presence.md. Reentrant.
class ZoneWatch {
 public:
  /// `classes`: the model's names.
  ZoneWatch(const Zone& zone, std::span<const std::string> classes);

  /// `look.at.s` never falls. Events are added as they are decided, in no order of time.
  void observe(const SceneLook& look, PresenceEvents& events);
  /// The last look is too old to say anything.
  void lose_evidence(PresenceEvents& events);
  /// Continuity broke: the next look's ids have nothing to do with those before.
  void break_off();
  /// Nobody looks any more.
  void finish(PresenceEvents& events);

  ZoneReading reading() const;
  /// What was before it is settled: no event will change it. Infinite: all up to the last look is.
  double undecided_since_s() const;

 private:
  /// Somebody in the zone, or who may turn out to be.
  struct Visit {
    std::int64_t person;
    int class_id;
    PresenceCause cause;    // Of entering.
    Moment begun;           // First look inside, since evidence was last lost.
    Moment since;           // The same of the whole stay.
    double inside_from_s;   // When the border was crossed, as far as can be told …
    double inside_until_s;  // … and by when they were inside for sure.
    Moment last_inside;
    Box box;                              // There.
    std::optional<Moment> outside_since;  // First of the looks in a row that see it not inside …
    std::optional<Moment> missed_since;   // … and not near either, or not at all.
    int misses = 0;                       // Looks from there on.
    bool confirmed = false;
    bool open = false;       // Told to have entered.
    bool suspended = false;  // Open, and not seen since continuity or evidence was lost.
    bool dwelt = false;
    bool over = false;
    std::optional<std::int64_t> claims = {};  // The suspended stay that this would go on with.
    std::int64_t look = 0;                    // Number of the last one that saw it.
  };
  enum class Place { inside, near, outside };

  Visit* find(std::int64_t person);
  Place place(const Sighting& sighting, Size picture, bool known) const;
  void begin(const SceneLook& look, const Sighting& sighting);
  void follow(Visit& visit, const SceneLook& look, const Sighting& sighting,
              PresenceEvents& events);
  void see_inside(Visit& visit, const SceneLook& look, const Box& box, PresenceEvents& events);
  static void miss(Visit& visit, const Moment& at);
  std::optional<std::int64_t> claim(const SceneLook& look, const Box& box, int class_id) const;
  bool is_claimed(const Visit& visit) const;
  void open(Visit& visit, PresenceEvents& events);
  void tell_dwell(Visit& visit, const Moment& at, PresenceEvents& events);
  bool is_over(const Visit& visit, const Moment& at) const;
  Moment end_of(const Visit& visit) const;
  void end(Visit& visit, PresenceEvents& events);
  void update_state(const Moment& at, PresenceEvents& events);
  void leave_unknown(const Moment& at, PresenceEvents& events);
  bool was_empty(const Moment& at) const;
  void change(PresenceState state, PresenceEventType type, const Moment& at,
              PresenceEvents& events);
  const Moment* first_begun() const;
  void tell(const Visit& visit, PresenceEventType type, PresenceCause cause, const Moment& at,
            PresenceEvents& events);

  const Zone zone_;
  const PresenceRule rule_;
  std::optional<Region> region_;  // In pictures of size_.
  Size size_;
  std::vector<Visit> visits_;  // In the order in which they began.
  PresenceState state_ = PresenceState::unknown;
  Moment since_;
  std::optional<Moment> last_end_;  // Of all stays.
  std::optional<Moment> last_look_;
  std::optional<Moment> first_look_;  // Since evidence or continuity was last lost.
  std::int64_t looks_ = 0;            // The same …
  std::int64_t look_number_ = 0;      // … and in all.
  ZoneCounts counts_;
};

}  // namespace trigo
