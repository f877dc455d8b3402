#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace trigo {

/// RFC 3339 in UTC with milliseconds, "2026-11-27T04:00:14.016Z". Microseconds since 1970.
std::string utc_text(std::int64_t utc_us);

/// The same with any number of decimals or none, or seconds since 1970 as a decimal number, in
/// microseconds since 1970. Nothing if it is neither.
std::optional<std::int64_t> parse_utc(std::string_view text);

}  // namespace trigo
