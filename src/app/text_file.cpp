#include "app/text_file.hpp"

#include <cerrno>
#include <cstring>

namespace trigo {

Result<TextFile> TextFile::create(const std::filesystem::path& path) {
  auto file = UnfinishedFile::create(path);
  if (!file) return pass_on(file);
  Text text(std::fopen(file->path().c_str(), "we"));
  if (!text) return Failure(file->broken(std::strerror(errno)));
  return TextFile(std::move(*file), std::move(text));
}

void TextFile::write(std::string_view text) {
  static_cast<void>(std::fwrite(text.data(), 1, text.size(), text_.get()));
}

Result<void> TextFile::keep() {
  const bool written = std::fflush(text_.get()) == 0 && std::ferror(text_.get()) == 0;
  if (!written) return Failure(file_.broken(std::strerror(errno)));
  text_.reset();
  return file_.keep();
}

}  // namespace trigo
