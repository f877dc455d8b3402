#pragma once

#include <optional>
#include <string_view>

#include "web/routes.hpp"

namespace trigo {

/// A file of the console, compressed where `accept_encoding` (RFC 9110, 12.5.3) allows it; nothing
/// if there is none at this path.
std::optional<Answer> page_answer(std::string_view path, std::string_view accept_encoding);

}  // namespace trigo
