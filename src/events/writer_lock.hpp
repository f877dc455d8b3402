#pragma once

#include <filesystem>
#include <optional>
#include <utility>

namespace trigo {

/// Held by the one program that writes to a store; the system lets go of it however that ends.
class WriterLock {
 public:
  /// `file` is made if it is not there, and stays. Nothing if somebody else holds it.
  static std::optional<WriterLock> take(const std::filesystem::path& file);
  WriterLock(WriterLock&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}
  WriterLock& operator=(WriterLock&&) = delete;
  ~WriterLock();

 private:
  explicit WriterLock(int descriptor) : descriptor_(descriptor) {}
  int descriptor_;
};

}  // namespace trigo
