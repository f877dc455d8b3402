#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace trigo {

/// Bytes of the UTF-8 character (RFC 3629) that `text` begins with; 0 if it begins with none.
std::size_t character_bytes(std::string_view text);

/// The first byte that is neither UTF-8 nor a printable character, tab or line break; npos if all
/// of `text` can be read by people.
std::size_t first_unreadable(std::string_view text);

/// `text` as a part of a one-line message: a '?' for each line break, tab and unreadable byte.
std::string on_one_line(std::string_view text);

}  // namespace trigo
