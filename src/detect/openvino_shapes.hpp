#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include <openvino/openvino.hpp>

#include "base/geometry.hpp"
#include "base/result.hpp"

namespace trigo {

/// A model compiled for every shape and batch size that is asked for, once each. Thread-safe.
class OpenVinoShapes {
 public:
  struct Target {
    std::string device;  // As OpenVINO names it.
    ov::AnyMap config;
  };

  /// `model`: repaired, not yet with_planes(). `batches`: the batch sizes, rising from 1.
  OpenVinoShapes(ov::Core core, std::shared_ptr<const ov::Model> model, Target target,
                 std::vector<int> batches);

  const std::vector<int>& batches() const { return batches_; }

  /// Quick where it is ready; else compiles, and whoever asks for another new one waits.
  /// Errors: unavailable if the runtime fails.
  Result<ov::CompiledModel> compiled(Size tensor, int batch);

 private:
  using Key = std::tuple<int, int, int>;  // Width, height, batch.
  std::optional<ov::CompiledModel> ready(const Key& key) const;

  ov::Core core_;
  const std::shared_ptr<const ov::Model> model_;
  const Target target_;
  const std::vector<int> batches_;
  std::mutex compiling_;      // One at a time; never taken while mutex_ is held.
  mutable std::mutex mutex_;  // Guards ready_; short.
  std::map<Key, ov::CompiledModel> ready_;
};

}  // namespace trigo
