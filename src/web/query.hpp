#pragma once

#include <charconv>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <fmt/format.h>

#include "base/result.hpp"

namespace trigo {

/// The first value of a query parameter, as sent: names and numbers need no escapes.
std::optional<std::string_view> parameter(std::string_view query, std::string_view name);

/// With each %XX as the byte that it stands for, as many clients send `:` and `,`.
std::string unescaped(std::string_view value);

/// A moment, if it is given, in microseconds since 1970; see parse_utc(). Errors: invalid_argument.
Result<std::optional<std::int64_t>> moment(std::string_view query, std::string_view name);

struct NumberRule {
  std::string_view name;
  std::int64_t smallest;
  std::int64_t largest;
};

/// `fallback` if it is not given. Errors: invalid_argument.
template <typename Number>
Result<Number> number(std::string_view query, const NumberRule& rule, Number fallback) {
  const auto text = parameter(query, rule.name);
  if (!text) return fallback;
  std::int64_t value = 0;
  const auto parsed = std::from_chars(text->data(), text->data() + text->size(), value);
  const bool whole = parsed.ec == std::errc() && parsed.ptr == text->data() + text->size();
  if (!whole || value < rule.smallest || value > rule.largest)
    return fail(ErrorKind::invalid_argument,
                fmt::format("{}={}: it is a whole number from {} to {}", rule.name, *text,
                            rule.smallest, rule.largest));
  return static_cast<Number>(value);
}

}  // namespace trigo
