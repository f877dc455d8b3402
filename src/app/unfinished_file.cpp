#include "app/unfinished_file.hpp"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <system_error>
#include <utility>

#include <fmt/format.h>
#include <unistd.h>

namespace trigo {

Result<UnfinishedFile> UnfinishedFile::create(const std::filesystem::path& path) {
  std::error_code unknown;  // Opening it says more.
  if (std::filesystem::is_directory(path, unknown))
    return fail(ErrorKind::invalid_argument,
                fmt::format("write {}: it is a directory; give the name of a file", path.string()));
  auto unfinished = path;
  unfinished += fmt::format(".{}.part", getpid());
  std::FILE* file = std::fopen(unfinished.c_str(), "wxe");
  if (!file)
    return fail(ErrorKind::invalid_argument,
                fmt::format("write {}: {}", path.string(), std::strerror(errno)));
  std::fclose(file);
  return UnfinishedFile(path, std::move(unfinished));
}

UnfinishedFile::UnfinishedFile(UnfinishedFile&& other) noexcept
    : final_path_(std::move(other.final_path_)), path_(std::exchange(other.path_, {})) {}

UnfinishedFile::~UnfinishedFile() {
  if (path_.empty()) return;
  std::error_code ignored;
  std::filesystem::remove(path_, ignored);
}

Result<void> UnfinishedFile::keep() {
  std::error_code failed;
  std::filesystem::rename(path_, final_path_, failed);
  if (failed) return Failure(broken(failed.message()));
  path_.clear();
  return {};
}

Error UnfinishedFile::broken(const std::string& why) const {
  return {ErrorKind::unavailable, fmt::format("write {}: {}", final_path_.string(), why)};
}

}  // namespace trigo
