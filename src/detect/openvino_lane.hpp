#pragma once

#include <map>
#include <tuple>
#include <vector>

#include <openvino/openvino.hpp>

#include "batch/letterbox.hpp"
#include "detect/detector.hpp"
#include "detect/openvino_planes.hpp"
#include "detect/openvino_shapes.hpp"

namespace trigo {

/// How the frames of a lane become tensors, and its outputs detections.
struct OpenVinoReading {
  TensorProfile profile = TensorProfile::standard;
  int classes = 0;           // Of the head as it is computed.
  std::vector<int> columns;  // Those of its classes that are looked at …
  std::vector<int> ids;      // … and what each of them is among the model's classes.
};

/// One lane: for each shape and batch size one inference request with its own input memory.
class OpenVinoLane final : public Detector {
 public:
  /// Both outlive the lane.
  OpenVinoLane(OpenVinoShapes& shapes, const OpenVinoReading& reading)
      : shapes_(shapes), reading_(reading) {}

  std::vector<Result<Detections>> detect(std::span<const Frame> frames) override;

 private:
  struct Request {
    ov::InferRequest infer;
    PlaneBatch planes;
  };
  using Key = std::tuple<int, int, int>;

  Result<Request*> request_for(Size tensor, int batch);
  std::vector<Result<Detections>> detect_batch(std::span<const Frame> frames, Size tensor);
  Detections read(const float* rows, Size tensor, const Letterbox& letterbox) const;

  OpenVinoShapes& shapes_;
  const OpenVinoReading& reading_;
  std::map<Key, Request> requests_;
};

}  // namespace trigo
