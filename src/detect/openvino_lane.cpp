#include "detect/openvino_lane.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include "base/check.hpp"
#include "detect/openvino_graph.hpp"
#include "detect/suppression.hpp"
#include "detect/yolox_head.hpp"

namespace trigo {
namespace {

// People who walk side by side overlap: at the 0.45 of the model's authors one of them is lost.
constexpr float max_iou = 0.6F;

std::size_t numbers_per_picture(Size tensor, int classes) {
  return static_cast<std::size_t>(yolox_anchors(tensor)) * static_cast<std::size_t>(5 + classes);
}

}  // namespace

std::vector<Result<Detections>> OpenVinoLane::detect(std::span<const Frame> frames) {
  std::vector<Result<Detections>> answers;
  if (frames.empty()) return answers;
  const Size tensor = tensor_shape(frames.front().picture.size(), reading_.profile);
  while (!frames.empty()) {
    const auto& sizes = shapes_.batches();
    const auto size = *std::find_if(sizes.rbegin(), sizes.rend(), [&](int batch) {
      return batch <= static_cast<int>(frames.size());
    });
    const auto count = static_cast<std::size_t>(size);
    auto some = detect_batch(frames.first(count), tensor);
    std::move(some.begin(), some.end(), std::back_inserter(answers));
    frames = frames.subspan(count);
  }
  return answers;
}

Result<OpenVinoLane::Request*> OpenVinoLane::request_for(Size tensor, int batch) {
  const Key key{tensor.width, tensor.height, batch};
  if (const auto found = requests_.find(key); found != requests_.end()) return &found->second;
  auto model = shapes_.compiled(tensor, batch);
  if (!model) return pass_on(model);
  return one_door(ErrorKind::unavailable, "make an inference request", [&]() -> Result<Request*> {
    auto infer = model->create_infer_request();
    PlaneBatch planes(infer, batch, tensor);
    return &requests_.emplace(key, Request{std::move(infer), std::move(planes)}).first->second;
  });
}

std::vector<Result<Detections>> OpenVinoLane::detect_batch(std::span<const Frame> frames,
                                                           Size tensor) {
  auto request = request_for(tensor, static_cast<int>(frames.size()));
  if (!request) return {frames.size(), pass_on(request)};
  ov::InferRequest& infer = (*request)->infer;
  PlaneBatch& planes = (*request)->planes;

  std::vector<Result<Letterbox>> letterboxes;
  for (std::size_t i = 0; i < frames.size(); ++i) {
    const auto index = static_cast<int>(i);
    letterboxes.push_back(letterbox_into(frames[i].picture, planes.planes()));
    planes.put(index, frames[i].picture.color());
  }

  std::vector<Result<Detections>> answers;
  auto output = one_door(ErrorKind::unavailable, "detect", [&]() -> Result<ov::Tensor> {
    infer.infer();
    return infer.get_output_tensor();
  });
  const auto step = numbers_per_picture(tensor, reading_.classes);
  for (std::size_t i = 0; i < frames.size(); ++i) {
    if (!letterboxes[i]) {
      answers.emplace_back(pass_on(letterboxes[i]));
    } else if (!output) {
      answers.emplace_back(Failure(output.error()));
    } else {
      TRIGO_CHECK(output->get_size() == step * frames.size());
      const auto* rows = std::as_const(*output).data<const float>() + i * step;
      answers.emplace_back(read(rows, tensor, *letterboxes[i]));
    }
  }
  return answers;
}

Detections OpenVinoLane::read(const float* rows, Size tensor, const Letterbox& letterbox) const {
  auto found = read_yolox({rows, numbers_per_picture(tensor, reading_.classes)}, tensor,
                          reading_.classes, reading_.columns, reading_.ids);
  found = suppressed(std::move(found), max_iou);
  for (Detection& detection : found) detection.box = letterbox.to_picture(detection.box);
  return found;
}

}  // namespace trigo
