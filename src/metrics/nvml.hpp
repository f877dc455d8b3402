#pragma once

// The part of NVIDIA's management library that we call. Its header is not needed for that: these
// names, numbers and layouts are its binary interface and do not change.
extern "C" {

using NvmlDevice = struct NvmlDeviceState*;

struct NvmlUtilization {
  unsigned int gpu;     // Percent of the last sample period in which a kernel ran.
  unsigned int memory;  // Percent in which memory was read or written.
};

struct NvmlMemory {
  unsigned long long total_bytes;
  unsigned long long free_bytes;
  unsigned long long used_bytes;
};

}  // extern "C"

namespace trigo::nvml {

inline constexpr int success = 0;
inline constexpr int unknown_error = 999;
inline constexpr int gpu_sensor = 0;
inline constexpr unsigned int name_limit = 96;

}  // namespace trigo::nvml

#define TRIGO_NVML extern "C" __attribute__((visibility("default"))) int

// Every function returns `success` or an error.
TRIGO_NVML nvmlInit_v2();
TRIGO_NVML nvmlShutdown();
TRIGO_NVML nvmlDeviceGetCount_v2(unsigned int* count);
TRIGO_NVML nvmlDeviceGetHandleByIndex_v2(unsigned int index, NvmlDevice* device);
TRIGO_NVML nvmlDeviceGetName(NvmlDevice device, char* name, unsigned int length);
TRIGO_NVML nvmlDeviceGetUtilizationRates(NvmlDevice device, NvmlUtilization* utilization);
TRIGO_NVML nvmlDeviceGetTemperature(NvmlDevice device, int sensor, unsigned int* degrees);
TRIGO_NVML nvmlDeviceGetMemoryInfo(NvmlDevice device, NvmlMemory* memory);
