#include "base/utc_text.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <ctime>

#include <fmt/format.h>

namespace trigo {
namespace {

constexpr std::int64_t second_us = 1'000'000;

/// The whole of `text` as a decimal number.
std::optional<double> number(std::string_view text) {
  double value = 0;
  const auto parsed =
      std::from_chars(text.data(), text.data() + text.size(), value, std::chars_format::fixed);
  const bool whole = parsed.ec == std::errc() && parsed.ptr == text.data() + text.size();
  return whole && std::isfinite(value) ? std::optional(value) : std::nullopt;
}

}  // namespace

std::string utc_text(std::int64_t utc_us) {
  const std::time_t seconds = utc_us / second_us;
  std::tm parts{};
  gmtime_r(&seconds, &parts);
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z", parts.tm_year + 1900,
                     parts.tm_mon + 1, parts.tm_mday, parts.tm_hour, parts.tm_min, parts.tm_sec,
                     utc_us % second_us / 1000);
}

std::optional<std::int64_t> parse_utc(std::string_view text) {
  constexpr double latest_s = 1e11;  // Some thousand years.
  if (const auto seconds = number(text)) {
    if (*seconds < 0 || *seconds > latest_s) return std::nullopt;
    return static_cast<std::int64_t>(std::llround(*seconds * second_us));
  }
  if (text.empty() || text.back() != 'Z') return std::nullopt;
  const std::string written(text.substr(0, text.size() - 1));
  std::tm parts{};
  const char* rest = strptime(written.c_str(), "%Y-%m-%dT%H:%M:%S", &parts);
  if (rest == nullptr) return std::nullopt;
  const std::tm before = parts;
  const std::time_t seconds = timegm(&parts);
  if (seconds < 0 || parts.tm_mday != before.tm_mday) return std::nullopt;  // February 30, say.
  const std::string_view decimals(rest);
  if (decimals.empty()) return seconds * second_us;
  const auto part = decimals[0] == '.' ? number(fmt::format("0{}", decimals)) : std::nullopt;
  if (!part || decimals.size() < 2) return std::nullopt;
  // Never up into the next second: after the last one of 9999 nothing can be written.
  const std::int64_t part_us = std::llround(*part * second_us);
  return seconds * second_us + std::min(part_us, second_us - 1);
}

}  // namespace trigo
