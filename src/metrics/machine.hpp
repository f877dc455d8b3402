#pragma once

#include <memory>
#include <optional>
#include <string>

#include "base/result.hpp"

namespace trigo {

/// What the machine is doing now.
struct MachineReading {
  double cpu_percent = 0;          // Of all cores, by everything on the machine, since the last reading.
  double cpu_process_percent = 0;  // Of all cores, by this process.
  double ram_used_mb = 0;          // Resident memory of this process, 2^20 bytes.
  double ram_percent = 0;          // Of the machine's memory, used by everything.
  int threads = 0;
  int descriptors = 0;
};

/// Reads /proc. Thread-bound; the first reading covers the time since construction.
class Machine {
 public:
  Machine();
  ~Machine();
  MachineReading read();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// What the first NVIDIA GPU is doing now.
struct GpuReading {
  std::string name;
  double percent = 0;                 // Utilisation
  std::optional<double> temperature;  // Degrees Celsius
  double memory_used_mb = 0;
};

/// NVML, loaded at run time: no process is spawned, and a machine without it just has no GPU.
/// Thread-bound.
class Gpu {
 public:
  /// `library`: what to load; tests give a stand-in. Nothing if there is no such library or no GPU.
  static std::unique_ptr<Gpu> open(const std::string& library = "libnvidia-ml.so.1");
  ~Gpu();
  Gpu(const Gpu&) = delete;
  Gpu& operator=(const Gpu&) = delete;

  /// Nothing while the driver gives an error.
  std::optional<GpuReading> read();

 private:
  struct State;
  explicit Gpu(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace trigo
