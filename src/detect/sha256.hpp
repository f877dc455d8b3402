#pragma once

#include <cstdint>
#include <filesystem>
#include <limits>
#include <string>

#include "base/result.hpp"

namespace trigo {

/// The SHA-256 of a file's first `limit` bytes, in lower-case hexadecimal. Errors: unavailable if
/// it cannot be read.
Result<std::string> sha256_of_file(
    const std::filesystem::path& file,
    std::uintmax_t limit = std::numeric_limits<std::uintmax_t>::max());

}  // namespace trigo
