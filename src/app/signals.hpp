#pragma once

#include <chrono>

namespace trigo {

/// SIGINT and SIGTERM, taken by asking instead of by interruption. Make one in main before any
/// other thread exists: threads inherit that they are blocked.
class StopSignals {
 public:
  StopSignals();
  /// Waits so long at most; true once a signal came.
  bool wait(std::chrono::milliseconds timeout);
  /// From now on a signal ends the process at once, as by default.
  void release();
};

}  // namespace trigo
