#pragma once

#include <filesystem>
#include <optional>

namespace trigo {

/// Where this user's programs keep what can be made again: $XDG_CACHE_HOME/trigo, else
/// ~/.cache/trigo. Nothing if neither XDG_CACHE_HOME nor HOME is set.
std::optional<std::filesystem::path> cache_folder();

}  // namespace trigo
