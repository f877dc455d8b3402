#pragma once

#include <functional>
#include <optional>

#include "base/clock.hpp"
#include "source/input_settings.hpp"

namespace trigo {

/// How a live source is doing, judged by its frames alone: the end of a dead camera's stream looks
/// like any other, and one that is frozen says nothing at all. Thread-bound.
class SourceHealth {
 public:
  static constexpr Duration first_pause = std::chrono::milliseconds(500);
  /// Who ran for so long has all earlier failures forgiven.
  static constexpr Duration healthy = std::chrono::seconds(60);
  /// A silent source is opened anew after two limits, but not earlier than this after the first.
  static constexpr Duration least_patience = std::chrono::seconds(3);

  /// 0 … 1, evenly: cameras that failed together shall not all come back at once.
  using Dice = std::function<double()>;

  /// `clock` outlives this.
  SourceHealth(const InputSettings& settings, const Clock& clock, Dice dice);

  /// The source is open and says that its pictures follow each other like this.
  void opened(double declared_period_s);
  /// A sign of life: a picture, or a packet that was left out by choice.
  void frame();
  /// So much time passed that the source is not to be blamed for.
  void forgive(Duration time);
  /// It is closed; the next one counts from its own opened() on.
  void closed();

  /// Since the last frame (or, before the first, since opened()).
  Duration silence() const;
  /// Silence after which it is stalled: five times what lies between frames of late, within the
  /// bounds of the settings. Before its first frame: the upper bound, since cameras send key frames
  /// as rarely as they like.
  Duration gap_limit() const;
  bool stalled() const { return silence() > gap_limit(); }
  /// It is time to open it anew.
  bool hopeless() const;

  /// How long to wait before the next try: 0.5 s, doubled each time up to the longest, and up to a
  /// quarter less by chance.
  Duration next_pause();

 private:
  void learn(Duration gap);

  const InputSettings settings_;
  const Clock& clock_;
  const Dice dice_;
  std::optional<double> mean_gap_s_;  // Between frames; over about 16.
  std::optional<Instant> opened_;
  std::optional<Instant> first_frame_;  // Since opened().
  Instant last_frame_;
  Duration pause_ = first_pause;
};

}  // namespace trigo
