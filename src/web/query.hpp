#pragma once

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <optional>
#include <string_view>

#include <fmt/format.h>

#include "base/result.hpp"

namespace trigo {

/// The first value of a query parameter, as sent: ours need no escapes.
inline std::optional<std::string_view> parameter(std::string_view query, std::string_view name) {
  while (!query.empty()) {
    const auto end = std::min(query.find('&'), query.size());
    const std::string_view pair = query.substr(0, end);
    query.remove_prefix(std::min(end + 1, query.size()));
    const auto equals = std::min(pair.find('='), pair.size());
    if (pair.substr(0, equals) != name) continue;
    return pair.substr(std::min(equals + 1, pair.size()));
  }
  return std::nullopt;
}

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
