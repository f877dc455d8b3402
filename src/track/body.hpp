#pragma once

#include <deque>
#include <optional>

#include "detect/detection.hpp"
#include "track/appearance.hpp"
#include "track/motion.hpp"
#include "track/track.hpp"

namespace trigo {

/// One thing that is followed: where it goes, what it looks like, how far it is to be believed.
/// Reentrant.
class Body {
 public:
  /// `confidence`: that of its tracker.
  Body(std::int64_t id, const Detection& detection, const std::optional<Appearance>& appearance,
       double now_s, double confidence);

  /// To the time of the next look.
  void predict(double dt) { motion_.predict(dt); }
  /// It was seen. `sway`: picture pixels by which the camera shook just then.
  void take(const Detection& detection, double now_s, double sway);
  /// What it looked like, seen clearly, `since_s` after it was seen before.
  void learn(const Appearance& appearance, double since_s);

  int class_id() const { return class_id_; }
  bool confirmed() const { return confirmed_; }
  double seen_s() const { return seen_s_; }
  const Motion& motion() const { return motion_; }
  const std::optional<Appearance>& appearance() const { return appearance_; }

  /// Whether it will not be waited for any more at `now_s`, in a picture of this size.
  bool gone(double now_s, Size picture) const;
  /// As of `ahead_s` after the time that it was predicted for. `seen`: in this very picture.
  Track track(double ahead_s, bool seen) const;

 private:
  void follow_feet(double now_s);

  std::int64_t id_;
  int class_id_;
  double sure_score_;
  Motion motion_;
  std::optional<Appearance> appearance_;
  Box first_;
  double since_s_;
  double seen_s_;
  float score_;
  float best_score_;
  bool confirmed_ = false;
  bool moved_ = false;  // Ever.
  struct Step {
    double time_s;
    Point feet;
  };
  std::deque<Step> trail_;
};

}  // namespace trigo
