#pragma once

#include <memory>
#include <string>
#include <vector>

#include "batch/letterbox.hpp"
#include "detect/detector.hpp"

namespace trigo {

/// Where a model runs. automatic: on a GPU if the runtime has one, else on the CPU.
enum class DeviceChoice { automatic, cpu, gpu };

struct DetectorSettings {
  std::string model = "yolox-nano";  // A name of the catalog, or the path of an .onnx file.
  TensorProfile profile = TensorProfile::standard;
  DeviceChoice device = DeviceChoice::automatic;
  std::vector<std::string> classes{"person"};  // What to look for, by the model's names.
  int max_batch = 8;                           // Frames shown to the model at once, at most.
  int lanes = 0;                               // 0: as many as the runtime thinks best.
};

/// Finds the model, compares its checksum (of the catalog's; a file of one's own has none), loads
/// it and lets it prove itself. Blocks for about a second. Errors: invalid_argument (unknown model
/// or class, file missing, damaged or no detector, device not there); unavailable if the runtime
/// fails.
Result<std::shared_ptr<DetectorModel>> load_detector(const DetectorSettings& settings);

/// What figures of a loaded detector hold for, in one line: model and checksum, profile, chip,
/// precision, the runtime's version. Quick, beside loading. Errors: as load_detector().
Result<std::string> detector_fingerprint(const DetectorSettings& settings);

/// All that load_detector() does, told step by step, for a person. Errors: the same.
Result<std::vector<std::string>> check_model(const std::string& model);

}  // namespace trigo
