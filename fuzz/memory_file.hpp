#pragma once

#include <cstdint>
#include <string>

#include <sys/mman.h>
#include <unistd.h>

#include "base/check.hpp"

namespace trigo {

/// A file that is nowhere but in memory, for code that wants the name of one.
class MemoryFile {
 public:
  MemoryFile() : file_(memfd_create("fuzz", MFD_CLOEXEC)) { TRIGO_CHECK(file_ >= 0); }
  MemoryFile(const MemoryFile&) = delete;
  MemoryFile& operator=(const MemoryFile&) = delete;
  ~MemoryFile() { close(file_); }

  /// Replaces what is in it.
  void hold(const std::uint8_t* bytes, std::size_t size) {
    TRIGO_CHECK(ftruncate(file_, 0) == 0);
    TRIGO_CHECK(pwrite(file_, bytes, size, 0) == static_cast<ssize_t>(size));
  }

  std::string path() const { return "/proc/self/fd/" + std::to_string(file_); }

 private:
  int file_;
};

}  // namespace trigo
