#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "detect/detection.hpp"
#include "media/frame.hpp"

namespace trigo {

/// One inference request on one device. Thread-bound: a lane's thread owns it.
class Detector {
 public:
  virtual ~Detector() = default;

  /// Finds things in each frame: one answer a frame, in the same order, in picture pixels, with
  /// scores from 0.1 up, best first, after non-maximum suppression. The frames have one shape
  /// (DetectorModel::shape). Blocks for the inference. Errors: unavailable when the device failed.
  virtual std::vector<Result<Detections>> detect(std::span<const Frame> frames) = 0;
};

/// What a person wants to know of a loaded model.
struct DetectorTraits {
  std::string model;      // "yolox-nano"
  std::string device;     // "CPU · f32", for the chip on the page.
  std::string precision;  // "f32", "bf16", "f16"
  int lanes = 1;          // As many as the device runs side by side.
  int batch = 1;          // Frames in one detect() beyond which there is nothing to gain.
  std::vector<std::string> classes;
};

/// A model loaded for one device; makes the lanes' detectors. Thread-safe. Outlives its detectors.
class DetectorModel {
 public:
  virtual ~DetectorModel() = default;

  virtual const DetectorTraits& traits() const = 0;
  /// The input size that pictures of this size are shown to the model at. Frames of one batch have
  /// one shape. At most 6 different answers. Reentrant, quick.
  virtual Size shape(Size picture) const = 0;
  /// Makes `shape` ready, which may take seconds the first time; quick afterwards. A frame of a
  /// shape that is not ready makes detect() do it.
  virtual Result<void> prepare(Size shape) = 0;
  virtual Result<std::unique_ptr<Detector>> make_detector() = 0;
};

}  // namespace trigo
