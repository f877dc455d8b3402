#include <array>
#include <utility>

#include <dlfcn.h>

#include "metrics/machine.hpp"
#include "metrics/nvml.hpp"

namespace trigo {

namespace {

struct CloseLibrary {
  void operator()(void* library) const noexcept { dlclose(library); }
};
using Library = std::unique_ptr<void, CloseLibrary>;

/// Finds `name` in `library`; its type is that of the declaration in nvml.hpp.
template <typename Function>
bool find(const Library& library, const char* name, Function*& function) {
  function = reinterpret_cast<Function*>(dlsym(library.get(), name));
  return function != nullptr;
}

}  // namespace

struct Gpu::State {
  Library library;
  decltype(&nvmlInit_v2) init = nullptr;
  decltype(&nvmlShutdown) shutdown = nullptr;
  decltype(&nvmlDeviceGetCount_v2) count = nullptr;
  decltype(&nvmlDeviceGetHandleByIndex_v2) handle = nullptr;
  decltype(&nvmlDeviceGetName) name = nullptr;
  decltype(&nvmlDeviceGetUtilizationRates) utilization = nullptr;
  decltype(&nvmlDeviceGetTemperature) temperature = nullptr;
  decltype(&nvmlDeviceGetMemoryInfo) memory = nullptr;
  bool initialised = false;
  NvmlDevice device = nullptr;
  std::string device_name;

  State() = default;
  State(const State&) = delete;
  State& operator=(const State&) = delete;
  ~State() {
    if (initialised) shutdown();
  }

  bool load(const std::string& path) {
    library.reset(dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL));
    return library && find(library, "nvmlInit_v2", init) &&
           find(library, "nvmlShutdown", shutdown) &&
           find(library, "nvmlDeviceGetCount_v2", count) &&
           find(library, "nvmlDeviceGetHandleByIndex_v2", handle) &&
           find(library, "nvmlDeviceGetName", name) &&
           find(library, "nvmlDeviceGetUtilizationRates", utilization) &&
           find(library, "nvmlDeviceGetTemperature", temperature) &&
           find(library, "nvmlDeviceGetMemoryInfo", memory);
  }

  bool find_device() {
    initialised = init() == nvml::success;
    unsigned int devices = 0;
    std::array<char, nvml::name_limit> text{};
    if (!initialised || count(&devices) != nvml::success || devices == 0 ||
        handle(0, &device) != nvml::success ||
        name(device, text.data(), nvml::name_limit) != nvml::success)
      return false;
    text.back() = '\0';
    device_name = text.data();
    return true;
  }
};

Gpu::Gpu(std::unique_ptr<State> state) : state_(std::move(state)) {}
Gpu::~Gpu() = default;

std::unique_ptr<Gpu> Gpu::open(const std::string& library) {
  auto state = std::make_unique<State>();
  if (!state->load(library) || !state->find_device()) return nullptr;
  return std::unique_ptr<Gpu>(new Gpu(std::move(state)));
}

std::optional<GpuReading> Gpu::read() {
  NvmlUtilization utilization{};
  if (state_->utilization(state_->device, &utilization) != nvml::success) return std::nullopt;
  GpuReading reading{state_->device_name, static_cast<double>(utilization.gpu), std::nullopt, 0};
  unsigned int degrees = 0;
  if (state_->temperature(state_->device, nvml::gpu_sensor, &degrees) == nvml::success)
    reading.temperature = degrees;
  NvmlMemory memory{};
  if (state_->memory(state_->device, &memory) == nvml::success)
    reading.memory_used_mb = static_cast<double>(memory.used_bytes) / (1024 * 1024);
  return reading;
}

}  // namespace trigo
