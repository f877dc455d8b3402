#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/check.hpp"

namespace trigo {

/// What every target is given, as text.
inline std::string_view text_of(const std::uint8_t* bytes, std::size_t size) {
  return {reinterpret_cast<const char*>(bytes), size};
}

}  // namespace trigo
