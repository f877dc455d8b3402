#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace trigo {

enum class SourceKind { file, rtsp, http, device };

/// Where a stream comes from: what a person wrote, understood. Only files, rtsp(s)://, http(s)://
/// and /dev/video* are sources; every other scheme (concat:, subfile:, pipe: …) is refused.
struct SourceUrl {
  SourceKind kind = SourceKind::file;
  std::string url;  // As libav takes it; may hold a password: never print it.

  /// For messages, logs and answers: without the password, on one line.
  std::string shown() const;
  /// Of a file or a device: as the system knows it.
  std::string path() const;
  /// A stream id made of its last path component or host: "vtest.avi" -> "vtest".
  std::string suggested_id() const;
};

/// Errors: invalid_argument (scheme, missing file, no permission, a directory, an empty file),
/// unavailable (a missing device), in one line that names `text` without its password.
Result<SourceUrl> parse_source(std::string_view text);

/// The video files directly in `directory`, by their extension, sorted by name.
/// Errors: invalid_argument if it cannot be read or holds none.
Result<std::vector<SourceUrl>> list_directory(const std::filesystem::path& directory);

}  // namespace trigo
