#pragma once

#include "base/geometry.hpp"

namespace trigo {

/// One coordinate of something that moves: a Kalman filter whose velocity is an Ornstein-Uhlenbeck
/// process. Without looks the velocity fades and its uncertainty goes back to what people do at
/// all, so that the same two constants hold for a fortieth of a second and for three seconds.
struct MovingValue {
  double value = 0;
  double velocity = 0;  // Per second.
  double value_variance = 0;
  double covariance = 0;
  double velocity_variance = 0;

  /// Goes `dt` seconds ahead. `velocity_sd`: how fast such things are, standard deviation, per
  /// second; `fading_s`: for how long they keep a velocity. Formula: the exact discretisation of
  /// the integrated Ornstein-Uhlenbeck process, Gillespie 1996, Phys. Rev. E 54, 2084.
  void predict(double dt, double velocity_sd, double fading_s);
  /// Takes in a measurement with this standard deviation.
  void correct(double measured, double sd);
};

/// Where a body is and goes: centre, height and shape of its box. In picture pixels; all that it
/// assumes is in its heights. Boxes must be at least a pixel wide and high. Reentrant.
class Motion {
 public:
  explicit Motion(const Box& box);

  /// `dt`: seconds, 0 or more.
  void predict(double dt);
  /// `sway`: by how much more than usual the place of the box is off, picture pixels.
  void correct(const Box& box, double sway = 0);

  Box box() const;
  double height() const;

  /// Natural logarithm of the density of `box` as the next detection of this body: per square
  /// height of place and unit of log height.
  double log_density(const Box& box) const;

 private:
  MovingValue x_;  // Of the centre.
  MovingValue y_;
  MovingValue log_height_;
  MovingValue log_shape_;  // Of width over height.
};

}  // namespace trigo
