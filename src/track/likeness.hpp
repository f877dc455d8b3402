#pragma once

#include "track/appearance.hpp"

namespace trigo {

/// What the distance of two appearances says about whether they are of one body. Learns from the
/// scene how far apart looks of one body and of two different ones are: by night, without colours,
/// or where all wear the same, appearance then says little by itself. Reentrant.
class Likeness {
 public:
  /// Natural logarithm of the odds for "the same", -6 … 6; equal normal distributions of both.
  double evidence(double distance) const;

  /// The same body twice, or two that are in one picture. `seconds`: how much it counts.
  void learn_same(double distance, double seconds) { same_.add(distance, seconds); }
  void learn_different(double distance, double seconds) { different_.add(distance, seconds); }
  /// What was learned counts for less, and what is usual for more.
  void forget(double seconds);

 private:
  /// Mean and spread of distances, with what is usual to begin with.
  class Distances {
   public:
    Distances(double usual_mean, double usual_sd);
    void add(double distance, double weight);
    void forget(double share);
    double mean() const { return sum_ / weight_; }
    double variance() const;

   private:
    double usual_mean_;
    double usual_square_;
    double weight_ = 0;
    double sum_ = 0;
    double squares_ = 0;
  };

  // Of 32 people in three scenes: docs/design/tracking.md.
  Distances same_{0.25, 0.08};
  Distances different_{0.48, 0.11};
};

}  // namespace trigo
