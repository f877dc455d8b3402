#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <vector>

#include "detect/detector.hpp"

namespace trigo {

/// How a replayed model behaves besides its answers.
struct ReplayOptions {
  std::chrono::milliseconds delay{0};  // That each detect() takes.
  int lanes = 2;
};

/// A "model" that answers boxes written down before: for tests, and for everything behind detection
/// alone. The frame with Frame::sequence n gets the rows of number n + 1, of every stream.
class ReplayModel final : public DetectorModel {
 public:
  /// By number of the frame, from 1.
  using Rows = std::map<std::int64_t, Detections>;

  explicit ReplayModel(Rows rows, ReplayOptions options = {});

  /// Reads MOT text: `frame,id,left,top,width,height[,score[,…]]`, with commas or blanks; every box
  /// is of class person, scores below 0.1 are left out (MOT marks ignored boxes with 0).
  /// A line is of at most 1000 bytes. Errors: invalid_argument, "FILE:LINE: what is wrong";
  /// unavailable.
  static Result<std::shared_ptr<ReplayModel>> load(const std::filesystem::path& file,
                                                   ReplayOptions options = {});

  const DetectorTraits& traits() const override { return traits_; }
  Size shape(Size picture) const override;
  Result<void> prepare(Size shape) override;
  Result<std::unique_ptr<Detector>> make_detector() override;

 private:
  const Rows rows_;
  const ReplayOptions options_;
  const DetectorTraits traits_;
};

}  // namespace trigo
