#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/check.hpp"
#include "base/readable_text.hpp"
#include "base/result.hpp"

namespace trigo {

inline std::string_view text_of(const std::uint8_t* bytes, std::size_t size) {
  return {reinterpret_cast<const char*>(bytes), size};
}

/// One line that can be read, and is no novel: what every message for a person has to be.
inline void check_readable(std::string_view message, std::size_t longest = 2000) {
  TRIGO_CHECK(!message.empty());
  TRIGO_CHECK(message.size() <= longest);
  TRIGO_CHECK(first_unreadable(message) == message.npos);
  TRIGO_CHECK(message.find_first_of("\t\r\n") == message.npos);
}

inline void check_refusal(const Error& error, std::size_t longest = 2000) {
  TRIGO_CHECK(error.kind == ErrorKind::invalid_argument);
  check_readable(error.message, longest);
}

}  // namespace trigo
