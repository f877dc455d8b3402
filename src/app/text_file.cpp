#include "app/track_file.hpp"

#include <cerrno>
#include <cstring>

#include <fmt/format.h>

namespace trigo {

Result<TrackFile> TrackFile::create(const std::filesystem::path& path) {
  auto file = UnfinishedFile::create(path);
  if (!file) return pass_on(file);
  Text text(std::fopen(file->path().c_str(), "we"));
  if (!text) return Failure(file->broken(std::strerror(errno)));
  return TrackFile(std::move(*file), std::move(text));
}

void TrackFile::add(const SettledBox& settled) {
  const Box& box = settled.box;
  fmt::print(text_.get(), "{},{},{:.2f},{:.2f},{:.2f},{:.2f},{:.4f},-1,-1,-1\n", settled.frame,
             settled.id, box.left, box.top, box.width(), box.height(), settled.score);
}

Result<void> TrackFile::keep() {
  const bool written = std::fflush(text_.get()) == 0 && std::ferror(text_.get()) == 0;
  if (!written) return Failure(file_.broken(std::strerror(errno)));
  text_.reset();
  return file_.keep();
}

}  // namespace trigo
