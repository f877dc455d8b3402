#include "detect/load.hpp"

#include <filesystem>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "detect/model_store.hpp"
#ifdef TRIGO_OPENVINO
#include "detect/openvino_model.hpp"
#include "detect/sha256.hpp"
#endif

namespace trigo {
namespace {

struct FoundModel {
  std::string name;
  std::filesystem::path file;
  std::string sha256;                // Empty: of one's own, not compared.
  std::vector<std::string> classes;  // Empty: by what the file holds.
};

bool is_path(const std::string& model) {
  return model.find('/') != std::string::npos || model.ends_with(".onnx");
}

Result<FoundModel> find_file(const std::string& path) {
  std::error_code error;
  const auto status = std::filesystem::status(path, error);
  if (!std::filesystem::exists(status))
    return fail(ErrorKind::invalid_argument, fmt::format("model {}: no such file", path));
  if (!std::filesystem::is_regular_file(status))
    return fail(ErrorKind::invalid_argument, fmt::format("model {}: is not a file", path));
  if (std::filesystem::file_size(path, error) == 0 || error)
    return fail(ErrorKind::invalid_argument,
                fmt::format("model {}: {}", path, error ? error.message() : "is empty"));
  const std::filesystem::path file(path);
  return FoundModel{.name = file.stem().string(), .file = file};
}

Result<FoundModel> find_model(const std::string& model) {
  if (is_path(model)) return find_file(model);
  auto known = ModelCatalog::built_in().find(model);
  if (!known) return pass_on(known);
  const auto store = ModelStore::usual();
  if (!store) return Failure(store.error());
  auto file = store->find(*known);
  if (!file) return pass_on(file);
  return FoundModel{known->name, std::move(*file), known->sha256, known->classes};
}

Result<std::shared_ptr<DetectorModel>> load(const FoundModel& found,
                                            const DetectorSettings& settings) {
#ifdef TRIGO_OPENVINO
  return load_openvino({.name = found.name,
                        .file = found.file,
                        .classes = found.classes,
                        .wanted = settings.classes,
                        .profile = settings.profile,
                        .device = settings.device,
                        .max_batch = settings.max_batch,
                        .lanes = settings.lanes});
#else
  static_cast<void>(settings);
  return fail(ErrorKind::invalid_argument,
              fmt::format("model {}: this build has no OpenVINO; build with TRIGO_OPENVINO=ON, or "
                          "play back boxes with --detections",
                          found.name));
#endif
}

}  // namespace

Result<std::shared_ptr<DetectorModel>> load_detector(const DetectorSettings& settings) {
  const auto found = find_model(settings.model);
  if (!found) return Failure(found.error());
  return load(*found, settings);
}

Result<std::string> detector_fingerprint(const DetectorSettings& settings) {
  const auto found = find_model(settings.model);
  if (!found) return Failure(found.error());
#ifdef TRIGO_OPENVINO
  const auto sum = found->sha256.empty() ? sha256_of_file(found->file) : found->sha256;
  if (!sum) return Failure(sum.error());
  auto target = openvino_target(settings.device);
  if (!target) return target;
  const Size wide = tensor_shape({1280, 720}, settings.profile);
  return fmt::format("{} {} {}x{}; {}", found->name, *sum, wide.width, wide.height, *target);
#else
  return fail(ErrorKind::unavailable, "this build has no OpenVINO");
#endif
}

Result<std::vector<std::string>> check_model(const std::string& model) {
  const auto found = find_model(model);
  if (!found) return Failure(found.error());
  // "person" is a class of every model that is understood.
  const auto loaded = load(*found, {.model = model});
  if (!loaded) return Failure(loaded.error());
  const DetectorTraits& traits = (*loaded)->traits();

  std::vector<std::string> lines;
  lines.push_back(fmt::format("{}: {}", found->name, found->file.string()));
  lines.push_back(found->sha256.empty()
                      ? "sha256: not compared, a file of your own"
                      : fmt::format("sha256: {}, as it should be", found->sha256));
  lines.push_back(fmt::format("runs on {}, {} lanes", traits.device, traits.lanes));
  lines.push_back(
      fmt::format("{} classes: {}", traits.classes.size(), fmt::join(traits.classes, ", ")));
  lines.push_back("a batch of three pictures answers as three single ones: yes");
  return lines;
}

}  // namespace trigo
