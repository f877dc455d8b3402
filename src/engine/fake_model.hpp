#pragma once

#include <functional>
#include <memory>
#include <utility>
#include <vector>

#include "detect/detector.hpp"

namespace trigo {

/// A detector for tests: finds one box in every frame, at the place that the frame's sequence says,
/// and remembers what it saw. May be slow, or fail.
class FakeModel final : public DetectorModel {
 public:
  using Behaviour = std::function<Result<Detections>(const Frame&)>;

  explicit FakeModel(int lanes = 2, Behaviour behaviour = found)
      : traits_{.model = "fake", .device = "fake", .precision = "f32", .lanes = lanes},
        behaviour_(std::move(behaviour)) {}

  static Result<Detections> found(const Frame& frame) {
    const auto x = static_cast<float>(frame.sequence);
    return Detections{{{x, 0, x + 10, 20}, 0.9F, 0}};
  }

  const DetectorTraits& traits() const override { return traits_; }
  Size shape(Size) const override { return {64, 64}; }
  Result<void> prepare(Size) override { return {}; }
  Result<std::unique_ptr<Detector>> make_detector() override {
    return std::make_unique<OneLane>(*this);
  }

 private:
  class OneLane final : public Detector {
   public:
    explicit OneLane(const FakeModel& model) : model_(model) {}
    std::vector<Result<Detections>> detect(std::span<const Frame> frames) override {
      std::vector<Result<Detections>> answers;
      for (const Frame& frame : frames) answers.push_back(model_.behaviour_(frame));
      return answers;
    }

   private:
    const FakeModel& model_;
  };

  const DetectorTraits traits_;
  const Behaviour behaviour_;
};

}  // namespace trigo
