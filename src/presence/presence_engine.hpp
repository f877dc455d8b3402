#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "presence/line_watch.hpp"
#include "presence/zone_watch.hpp"

namespace trigo {

/// Makes presence of one stream's tracks: who is in which zone, who crosses which line. Each call
/// returns the events that it decided, in the order in which they happened. The rules:
/// docs/design/presence.md. Reentrant; does not block.
class PresenceEngine {
 public:
  /// `classes`: names of the model's classes, in its order.
  PresenceEngine(const ScenePlan& plan, std::span<const std::string> classes);

  /// Media time between two looks as it is planned now, seconds.
  void set_period(double period_s) { period_s_ = period_s; }
  /// Evidence that is older says nothing any more: 2 s or 3 periods, whichever is longer.
  double evidence_limit_s() const;

  /// A look at a picture of size `picture` showed `tracks`; those not seen in it are passed over.
  /// `at.s` never falls.
  PresenceEvents observe(const Moment& at, Size picture, const Tracks& tracks);
  /// It is `now_s` by the clock of Moment::s, and nothing was looked at since observe().
  PresenceEvents advance(double now_s);
  /// Nobody looks any more.
  PresenceEvents finish();

  /// Without `evidence`, which is the caller's to know.
  PresenceReading reading() const;
  /// When advance() will say that nothing is known, by the clock of Moment::s; nothing: it has
  /// been said already.
  std::optional<double> evidence_ends_s() const;
  /// No later event will be about what was before it, nor change it; see ZoneWatch.
  double undecided_since_s() const;

 private:
  void forget_paths();

  std::vector<ZoneWatch> zones_;
  std::vector<LineWatch> lines_;
  std::map<std::int64_t, PastSight> sights_;  // By id, of this epoch.
  std::optional<Moment> last_look_;
  bool blind_ = true;  // Nothing is known.
  double period_s_ = 0;
};

}  // namespace trigo
