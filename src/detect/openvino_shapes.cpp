#include "detect/openvino_shapes.hpp"

#include <utility>

#include <fmt/format.h>

#include "detect/openvino_graph.hpp"
#include "detect/openvino_planes.hpp"

namespace trigo {

OpenVinoShapes::OpenVinoShapes(ov::Core core, std::shared_ptr<const ov::Model> model, Target target,
                               std::vector<int> batches)
    : core_(std::move(core)),
      model_(std::move(model)),
      target_(std::move(target)),
      batches_(std::move(batches)) {}

Result<ov::CompiledModel> OpenVinoShapes::compiled(Size tensor, int batch) {
  const Key key{tensor.width, tensor.height, batch};
  if (auto model = ready(key)) return std::move(*model);
  const std::lock_guard compiling(compiling_);
  if (auto model = ready(key)) return std::move(*model);

  const auto what = fmt::format("compile the model for {} pictures of {}x{} on {}", batch,
                                tensor.width, tensor.height, target_.device);
  return one_door(ErrorKind::unavailable, what, [&]() -> Result<ov::CompiledModel> {
    auto model =
        core_.compile_model(with_planes(*model_, batch, tensor), target_.device, target_.config);
    const std::lock_guard lock(mutex_);
    ready_.emplace(key, model);
    return model;
  });
}

std::optional<ov::CompiledModel> OpenVinoShapes::ready(const Key& key) const {
  const std::lock_guard lock(mutex_);
  const auto found = ready_.find(key);
  if (found == ready_.end()) return std::nullopt;
  return found->second;
}

}  // namespace trigo
