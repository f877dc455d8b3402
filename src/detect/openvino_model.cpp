#include "detect/openvino_model.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <openvino/frontend/manager.hpp>
#include <openvino/openvino.hpp>

#include "base/check.hpp"
#include "detect/model_catalog.hpp"
#include "detect/openvino_check.hpp"
#include "detect/openvino_graph.hpp"
#include "detect/openvino_lane.hpp"
#include "detect/openvino_planes.hpp"
#include "detect/openvino_shapes.hpp"

namespace trigo {
namespace {

constexpr Size check_size{64, 64};
constexpr int check_pictures = 3;

class OpenVinoModel final : public DetectorModel {
 public:
  OpenVinoModel(DetectorTraits traits, OpenVinoReading reading,
                std::unique_ptr<OpenVinoShapes> shapes)
      : traits_(std::move(traits)), reading_(std::move(reading)), shapes_(std::move(shapes)) {}

  const DetectorTraits& traits() const override { return traits_; }
  Size shape(Size picture) const override { return tensor_shape(picture, reading_.profile); }
  Result<void> prepare(Size shape) override {
    for (const int batch : shapes_->batches())
      if (auto model = shapes_->compiled(shape, batch); !model) return pass_on(model);
    return {};
  }
  Result<std::unique_ptr<Detector>> make_detector() override {
    return std::make_unique<OpenVinoLane>(*shapes_, reading_);
  }

 private:
  const DetectorTraits traits_;
  const OpenVinoReading reading_;
  const std::unique_ptr<OpenVinoShapes> shapes_;
};

/// A device of OpenVINO and how a model is computed on it.
struct Target {
  std::string device;
  std::string chip;  // For people: "CPU"
  ov::element::Type precision;
  float tolerance;  // Of its answers, relative to 1 + the value.
};

bool can(ov::Core& core, const std::string& device, const char* capability) {
  const auto all = core.get_property(device, ov::device::capabilities);
  return std::find(all.begin(), all.end(), capability) != all.end();
}

Result<Target> choose_target(ov::Core& core, DeviceChoice choice) {
  const auto devices = core.get_available_devices();
  const auto gpu = std::find_if(devices.begin(), devices.end(),
                                [](const auto& name) { return name.starts_with("GPU"); });
  if (choice == DeviceChoice::gpu && gpu == devices.end())
    return fail(ErrorKind::invalid_argument,
                fmt::format("device gpu: OpenVINO finds no GPU here, only {}; use auto or cpu",
                            fmt::join(devices, ", ")));
  // Half precision halves what a number can tell; mixed-up batches are far beyond either.
  constexpr float exact = 1e-3F;
  constexpr float rough = 0.1F;
  if (choice != DeviceChoice::cpu && gpu != devices.end()) {
    const bool half = can(core, *gpu, "FP16");
    return Target{*gpu, "GPU", half ? ov::element::f16 : ov::element::f32, half ? rough : exact};
  }
  const bool half = can(core, "CPU", "BF16");
  return Target{"CPU", "CPU", half ? ov::element::bf16 : ov::element::f32, half ? rough : exact};
}

/// Throughput: several independent lanes side by side, each with its share of the machine.
ov::AnyMap config_for(const Target& target, int lanes) {
  ov::AnyMap config{ov::hint::performance_mode(ov::hint::PerformanceMode::THROUGHPUT),
                    ov::hint::inference_precision(target.precision)};
  if (lanes > 0) config.insert(ov::num_streams(lanes));
  // Every shape is compiled by itself: pinned, the lanes of two shapes could share one core while
  // another idles, and decoders need room as well.
  if (target.device == "CPU") config.insert(ov::hint::enable_cpu_pinning(false));
  return config;
}

/// On a CPU a batch takes as long as its pictures one by one (measured: 0.92 to 1.09).
std::vector<int> batches_for(const Target& target, int max_batch) {
  std::vector<int> batches{1};
  if (target.device == "CPU") return batches;
  while (batches.back() * 2 <= max_batch) batches.push_back(batches.back() * 2);
  return batches;
}

Result<std::vector<std::string>> class_names(const OpenVinoSettings& settings, int count) {
  const auto wanted = static_cast<std::size_t>(count);
  if (settings.classes.size() == wanted) return settings.classes;
  auto names = ModelCatalog::built_in().classes_of(wanted);
  if (!names.empty() && settings.classes.empty()) return names;
  return fail(ErrorKind::invalid_argument,
              fmt::format("tells {} classes apart whose names are not known; supported are 80 "
                          "(COCO) and 1 (person)",
                          count));
}

/// By the one reader that is meant: asked to guess, OpenVINO loads every other as well, and they
/// print to standard error.
std::shared_ptr<ov::Model> read_onnx(const std::filesystem::path& file) {
  ov::frontend::FrontEndManager readers;
  const auto onnx = readers.load_by_framework("onnx");
  return onnx->convert(onnx->load(file.string()));
}

Result<std::shared_ptr<DetectorModel>> load(const OpenVinoSettings& settings) {
  ov::Core core;
  const auto target = choose_target(core, settings.device);
  if (!target) return Failure(target.error());
  auto model = read_onnx(settings.file);
  auto classes = yolox_classes(*model);
  if (!classes) return pass_on(classes);
  auto names = class_names(settings, *classes);
  if (!names) return pass_on(names);
  auto wanted = class_indices(settings.wanted, *names);
  if (!wanted) return pass_on(wanted);
  repair_batch(*model);
  OpenVinoReading reading{settings.profile, *classes, *wanted, *wanted};
  if (auto trimmed = with_classes(*model, *classes, *wanted)) {
    model = std::move(trimmed);
    reading.classes = static_cast<int>(wanted->size());
    std::iota(reading.columns.begin(), reading.columns.end(), 0);
  }

  auto config = config_for(*target, settings.lanes);
  auto probe = core.compile_model(with_planes(*model, {1, check_pictures}, check_size),
                                  target->device, config);
  auto proven = prove_batches(probe, check_size, reading.classes, target->tolerance);
  if (!proven) return pass_on(proven);

  const auto lanes =
      settings.lanes > 0
          ? settings.lanes
          : static_cast<int>(probe.get_property(ov::optimal_number_of_infer_requests));
  // Left open, the runtime would decide anew for each shape.
  if (target->device == "CPU") config = config_for(*target, lanes);
  const auto batches = batches_for(*target, settings.max_batch);
  const auto precision = target->precision.get_type_name();
  return std::make_shared<OpenVinoModel>(
      DetectorTraits{.model = settings.name,
                     .device = fmt::format("{} · {}", target->chip, precision),
                     .precision = precision,
                     .lanes = lanes,
                     .batch = batches.back(),
                     .classes = std::move(*names)},
      std::move(reading),
      std::make_unique<OpenVinoShapes>(core, model, OpenVinoShapes::Target{target->device, config},
                                       batches));
}

}  // namespace

Result<std::shared_ptr<DetectorModel>> load_openvino(const OpenVinoSettings& settings) {
  TRIGO_CHECK(settings.max_batch > 0 && settings.lanes >= 0);
  const auto what = fmt::format("model {}", settings.file.string());
  auto loaded = one_door(ErrorKind::invalid_argument, what + ": OpenVINO cannot use it",
                         [&] { return load(settings); });
  if (loaded || loaded.error().message.starts_with(what)) return loaded;
  return fail(loaded.error().kind, fmt::format("{} {}", what, loaded.error().message));
}

Result<std::string> openvino_target(DeviceChoice device) {
  return one_door(
      ErrorKind::invalid_argument, "OpenVINO finds no device", [&]() -> Result<std::string> {
        ov::Core core;
        const auto target = choose_target(core, device);
        if (!target) return Failure(target.error());
        return fmt::format(
            "{} {}; OpenVINO {}", core.get_property(target->device, ov::device::full_name),
            target->precision.get_type_name(), ov::get_openvino_version().buildNumber);
      });
}

}  // namespace trigo
