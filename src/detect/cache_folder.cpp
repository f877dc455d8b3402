#include "detect/cache_folder.hpp"

#include <cstdlib>

namespace trigo {

std::optional<std::filesystem::path> cache_folder() {
  const auto folder = [](const char* name) {
    const char* value = std::getenv(name);
    return std::filesystem::path(value == nullptr ? "" : value);
  };
  if (const auto cache = folder("XDG_CACHE_HOME"); !cache.empty()) return cache / "trigo";
  if (const auto home = folder("HOME"); !home.empty()) return home / ".cache" / "trigo";
  return std::nullopt;
}

}  // namespace trigo
