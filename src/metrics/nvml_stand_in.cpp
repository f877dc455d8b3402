// Plays libnvidia-ml.so.1 in tests, on machines without a GPU. Its answers are fixed; environment
// variables, read at every call, change them:
//   TRIGO_STAND_IN_GPUS         how many GPUs there are (1)
//   TRIGO_STAND_IN_NAME         the GPU's name ("Stand-in GPU")
//   TRIGO_STAND_IN_PERCENT      its utilisation (37); "fail": an error instead
//   TRIGO_STAND_IN_TEMPERATURE  degrees Celsius (54); "fail": an error instead
//   TRIGO_STAND_IN_MEMORY_MB    memory in use (1234); "fail": an error instead
#include <cstdio>
#include <cstdlib>
#include <string>

#include "metrics/nvml.hpp"

namespace {

int sessions = 0;  // Calls are only answered between init and shutdown, as the real one does.

std::string setting(const char* name, const char* usual) {
  const char* text = std::getenv(name);
  return text != nullptr ? text : usual;
}

template <typename Number>
int answer(const char* name, const char* usual, Number& number) {
  const auto text = setting(name, usual);
  if (sessions == 0 || text == "fail") return trigo::nvml::unknown_error;
  number = static_cast<Number>(std::strtoull(text.c_str(), nullptr, 10));
  return trigo::nvml::success;
}

}  // namespace

int nvmlInit_v2() {
  ++sessions;
  return trigo::nvml::success;
}

int nvmlShutdown() {
  --sessions;
  return trigo::nvml::success;
}

int nvmlDeviceGetCount_v2(unsigned int* count) {
  return answer("TRIGO_STAND_IN_GPUS", "1", *count);
}

int nvmlDeviceGetHandleByIndex_v2(unsigned int index, NvmlDevice* device) {
  *device = nullptr;
  return index == 0 ? trigo::nvml::success : trigo::nvml::unknown_error;
}

int nvmlDeviceGetName(NvmlDevice, char* name, unsigned int length) {
  std::snprintf(name, length, "%s", setting("TRIGO_STAND_IN_NAME", "Stand-in GPU").c_str());
  return trigo::nvml::success;
}

int nvmlDeviceGetUtilizationRates(NvmlDevice, NvmlUtilization* utilization) {
  utilization->memory = 0;
  return answer("TRIGO_STAND_IN_PERCENT", "37", utilization->gpu);
}

#ifndef TRIGO_STAND_IN_WITHOUT_TEMPERATURE
int nvmlDeviceGetTemperature(NvmlDevice, int sensor, unsigned int* degrees) {
  if (sensor != trigo::nvml::gpu_sensor) return trigo::nvml::unknown_error;
  return answer("TRIGO_STAND_IN_TEMPERATURE", "54", *degrees);
}
#endif

int nvmlDeviceGetMemoryInfo(NvmlDevice, NvmlMemory* memory) {
  unsigned long long megabytes = 0;
  const int code = answer("TRIGO_STAND_IN_MEMORY_MB", "1234", megabytes);
  *memory = {1ULL << 33, (1ULL << 33) - (megabytes << 20), megabytes << 20};
  return code;
}
