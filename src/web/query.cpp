#include "web/query.hpp"

#include <algorithm>

#include "base/utc_text.hpp"

namespace trigo {

std::optional<std::string_view> parameter(std::string_view query, std::string_view name) {
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

std::string unescaped(std::string_view value) {
  std::string plain;
  while (!value.empty()) {
    unsigned char byte = 0;
    const char* const end = value.data() + std::min<std::size_t>(value.size(), 3);
    const bool escaped = value.front() == '%' && value.size() >= 3 &&
                         std::from_chars(value.data() + 1, end, byte, 16).ptr == end;
    plain += escaped ? static_cast<char>(byte) : value.front();
    value.remove_prefix(escaped ? 3 : 1);
  }
  return plain;
}

Result<std::optional<std::int64_t>> moment(std::string_view query, std::string_view name) {
  const auto text = parameter(query, name);
  if (!text) return std::optional<std::int64_t>();
  const auto moment_us = parse_utc(unescaped(*text));
  if (!moment_us)
    return fail(
        ErrorKind::invalid_argument,
        fmt::format("{}={}: it is a time, as in 2026-11-27T04:00:00Z, or seconds since 1970", name,
                    *text));
  return moment_us;
}

}  // namespace trigo
