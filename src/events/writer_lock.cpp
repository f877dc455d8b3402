#include "events/writer_lock.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

namespace trigo {

std::optional<WriterLock> WriterLock::take(const std::filesystem::path& file) {
  const int descriptor = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
  if (descriptor < 0) return WriterLock(-1);  // Opening the store says what is wrong.
  WriterLock lock(descriptor);
  if (::flock(descriptor, LOCK_EX | LOCK_NB) != 0) return std::nullopt;
  return lock;
}

WriterLock::~WriterLock() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

}  // namespace trigo
