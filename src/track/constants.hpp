#pragma once

/// What the tracker takes for granted about people and detectors. Times in seconds, lengths in box
/// heights; nothing depends on the rate of looks or the size of the picture. Why each has its
/// value: docs/design/tracking.md.
namespace trigo::tracking {

// Motion. Standard deviations.
inline constexpr double speed_sd = 0.5;       // Heights a second: a person of 1.7 m at 0.85 m/s.
inline constexpr double speed_memory_s = 5;   // For how long a walk goes on as it was.
inline constexpr double growth_sd = 0.1;      // Of the logarithm of height and shape, a second.
inline constexpr double growth_memory_s = 3;  // For how long somebody comes closer as before.
inline constexpr double place_sd = 0.05;      // By which detected boxes are off, in heights …
inline constexpr double size_sd = 0.12;       // … and in the logarithm of their height …
inline constexpr double shape_sd = 0.15;      // … and of width over height.
inline constexpr double buffer = 0.5;  // Heights by which boxes grow before they must meet …
inline constexpr double buffer_speed = 1.5;  // … and so much more a second since the last look.

// The camera's own motion.
inline constexpr double sway_reach = 1.5;       // Heights that a look may be off at most.
inline constexpr double sway_tolerance = 0.15;  // Boxes that agree on it to so many heights …
inline constexpr int sway_bodies = 3;           // … must be of at least so many bodies …
inline constexpr double sway_share = 0.7;       // … and of this share of all.

// Evidence. Numbers of boxes that no known body explains, a look and whole picture.
inline constexpr double newcomers = 1;       // Boxes at or above the confidence.
inline constexpr double least_area = 8;      // Square heights of a picture, for whoever fills it.
inline constexpr double clutter = 100;       // Boxes below: mostly parts of bodies, and things.
inline constexpr double unproven_odds = -1;  // Natural logarithm, against a track not confirmed.
inline constexpr double absence_s = 3;       // Odds of coming back fall by e in so long.
inline constexpr double weak_memory_s = 1;   // Not seen for longer: weak boxes prove nothing.

// Appearance.
inline constexpr double most_appearance = 6;  // Natural logarithm of the odds it may shift.
inline constexpr double most_change = 2;      // And so much against who was seen at the last look.
inline constexpr double appearance_memory_s = 4;  // How fast a body's look follows what is seen.
inline constexpr double clear_overlap = 0.3;  // Covered more than this by another box: not learned.
inline constexpr double scene_memory_s = 30;  // How fast the scene's own statistics are learned.

// Life.
inline constexpr double birth_s = 0.2;         // Seen over so long: a person …
inline constexpr double sure_margin = 0.15;    // … if once this much above the confidence …
inline constexpr double unsure_birth_s = 1;    // … else over so long.
inline constexpr double unproven_s = 0.4;      // Not confirmed and not seen for longer: dropped.
inline constexpr double memory_s = 4;          // Confirmed and not seen for longer: dropped …
inline constexpr double outside_memory_s = 1;  // … and so long when it has left the picture.
inline constexpr double inside_share = 0.5;    // Less of its box in the picture: it has left.
inline constexpr double duplicate_iou = 0.5;   // A box on a body that has one already is no other.

// Telling.
inline constexpr double hold_s = 1;  // For so long a box is predicted.
inline constexpr double trail_s = 2;
inline constexpr double trail_step_s = 0.1;
inline constexpr double still_s = 10;        // Not moved for so long since it appeared …
inline constexpr double still_reach = 0.15;  // … more than so many heights: a still thing.

}  // namespace trigo::tracking
