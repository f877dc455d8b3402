#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include <tl/expected.hpp>

namespace trigo {

/// `text` fit for a message: without passwords, on_one_line(), cut when long; of what is very long
/// only the size.
std::string shown(std::string_view text);

/// `text` with each ${NAME} replaced by that environment variable, and each `$${` by a plain `${`.
/// The error says what is wrong, and never holds a value.
tl::expected<std::string, std::string> substitute_environment(std::string_view text);

/// "50ms", "1.5s", "2m", "1h". Nothing if it is no such thing, as is a number without a unit.
std::optional<std::chrono::milliseconds> parse_duration(std::string_view text);
std::string shown(std::chrono::milliseconds duration);

/// The whole of `text` as a finite decimal number.
std::optional<double> parse_number(std::string_view text);

}  // namespace trigo
