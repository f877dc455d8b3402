#include "app/track_file.hpp"

#include <cerrno>
#include <cstring>
#include <system_error>

#include <fmt/format.h>
#include <unistd.h>

namespace trigo {

Result<TrackFile> TrackFile::create(const std::filesystem::path& path) {
  if (std::filesystem::is_directory(path))
    return fail(ErrorKind::invalid_argument,
                fmt::format("write {}: it is a directory; give the name of a file", path.string()));
  auto unfinished = path;
  unfinished += fmt::format(".{}.part", getpid());
  std::FILE* file = std::fopen(unfinished.c_str(), "wxe");
  if (!file)
    return fail(ErrorKind::invalid_argument,
                fmt::format("write {}: {}", path.string(), std::strerror(errno)));
  return TrackFile(path, std::move(unfinished), file);
}

TrackFile::~TrackFile() {
  if (!file_) return;
  std::error_code ignored;
  std::filesystem::remove(unfinished_, ignored);
}

void TrackFile::add(std::int64_t frame, const Detection& detection) {
  const Box& box = detection.box;
  fmt::print(file_.get(), "{},-1,{:.2f},{:.2f},{:.2f},{:.2f},{:.4f},-1,-1,-1\n", frame, box.left,
             box.top, box.width(), box.height(), detection.score);
}

Result<void> TrackFile::keep() {
  const bool written = std::fflush(file_.get()) == 0 && std::ferror(file_.get()) == 0;
  std::error_code failed;
  if (written) std::filesystem::rename(unfinished_, path_, failed);
  if (!written || failed)
    return fail(ErrorKind::unavailable,
                fmt::format("write {}: {}", path_.string(),
                            failed ? failed.message() : std::strerror(errno)));
  file_.reset();
  return {};
}

}  // namespace trigo
