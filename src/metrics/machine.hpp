#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>

namespace trigo {

/// What the machine is doing now. Percentages are of all its cores: 0 … 100.
struct MachineReading {
  double cpu_percent = 0;          // By everything on the machine, since the last reading.
  double cpu_process_percent = 0;  // By this process, since the last reading.
  double ram_used_mb = 0;          // Resident memory of this process, 2^20 bytes.
  double ram_percent = 0;          // Of the machine's memory, used by everything.
  int threads = 0;
  int descriptors = 0;
};

/// Reads /proc. Thread-bound; the first reading covers the time since construction. What cannot be
/// read is 0; readings so close that the kernel's clock has not ticked repeat the last percentages.
class Machine {
 public:
  /// `proc`: another folder of the same shape, for tests.
  explicit Machine(std::filesystem::path proc = "/proc");
  ~Machine();
  Machine(const Machine&) = delete;
  Machine& operator=(const Machine&) = delete;

  MachineReading read();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// Processor time that all threads of this process have used, in seconds.
double own_cpu_s();
/// Resident memory of this process, 2^20 bytes; 0 if it cannot be read.
double own_resident_mb(const std::filesystem::path& proc = "/proc");
/// When this process started: Unix time in seconds, or 0 where /proc does not say.
double own_start_s(const std::filesystem::path& proc = "/proc");

/// What the first NVIDIA GPU is doing now.
struct GpuReading {
  std::string name;
  double percent = 0;                 // Share of the last moments in which it computed.
  std::optional<double> temperature;  // Degrees Celsius
  double memory_used_mb = 0;          // 2^20 bytes; 0 where the driver does not say.
};

/// NVML, loaded at run time: no process is spawned, and a machine without it just has no GPU.
/// Thread-bound.
class Gpu {
 public:
  /// `library`: what to load; tests give a stand-in. Nothing if there is no such library, it lacks
  /// something, or there is no GPU.
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
