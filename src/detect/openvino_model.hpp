#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "detect/load.hpp"

namespace trigo {

struct OpenVinoSettings {
  std::string name;  // For people.
  std::filesystem::path file;
  std::vector<std::string> classes;  // The model's; empty: guessed by their number.
  std::vector<std::string> wanted;
  TensorProfile profile = TensorProfile::standard;
  DeviceChoice device = DeviceChoice::automatic;
  int max_batch = 1;
  int lanes = 0;
};

/// Reads an ONNX file, repairs its batch, proves it and makes it a detector. Errors: as
/// load_detector().
Result<std::shared_ptr<DetectorModel>> load_openvino(const OpenVinoSettings& settings);

/// What a model runs on, in words: chip, precision, the runtime's version. Errors: invalid_argument
/// if the device is not there.
Result<std::string> openvino_target(DeviceChoice device);

}  // namespace trigo
