#include "app/config_text.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdlib>

#include <fmt/format.h>

#include "base/log.hpp"
#include "base/readable_text.hpp"

namespace trigo {

namespace {

constexpr std::size_t longest_shown = 60;
constexpr std::size_t longest_searched = 4096;  // Looking for passwords takes quadratic time.

bool is_name_character(char c, bool first) {
  const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
  return letter || (!first && c >= '0' && c <= '9');
}

bool is_environment_name(std::string_view name) {
  if (name.empty() || !is_name_character(name[0], true)) return false;
  return std::all_of(name.begin(), name.end(), [](char c) { return is_name_character(c, false); });
}

struct Unit {
  std::string_view name;
  std::chrono::milliseconds length;
};

constexpr std::array units{
    Unit{"ms", std::chrono::milliseconds(1)},
    Unit{"s", std::chrono::seconds(1)},
    Unit{"m", std::chrono::minutes(1)},
    Unit{"h", std::chrono::hours(1)},
};

}  // namespace

std::string shown(std::string_view text) {
  if (text.size() > longest_searched) return fmt::format("{} bytes of text", text.size());
  const std::string readable = on_one_line(without_passwords(text));
  std::size_t bytes = 0;
  while (bytes < readable.size()) {
    if (bytes >= longest_shown) return readable.substr(0, bytes) + "…";
    bytes += character_bytes(std::string_view(readable).substr(bytes));
  }
  return readable;
}

tl::expected<std::string, std::string> substitute_environment(std::string_view text) {
  std::string result;
  while (true) {
    const auto start = text.find("${");
    if (start == std::string_view::npos) return result.append(text);
    if (start > 0 && text[start - 1] == '$') {  // `$${`
      result.append(text.substr(0, start - 1)).append("${");
      text.remove_prefix(start + 2);
      continue;
    }
    result.append(text.substr(0, start));
    text.remove_prefix(start + 2);
    const auto end = text.find('}');
    if (end == std::string_view::npos || !is_environment_name(text.substr(0, end)))
      return tl::unexpected<std::string>(
          "'${' must begin the name of an environment variable, as in ${NAME}; for a plain '${' "
          "write '$${'");
    const std::string name(text.substr(0, end));
    const char* value = std::getenv(name.c_str());
    if (value == nullptr)
      return tl::unexpected(fmt::format("the environment variable {} is not set; set it", name));
    result += value;
    text.remove_prefix(end + 1);
  }
}

std::optional<double> parse_number(std::string_view text) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || !std::isfinite(value))
    return std::nullopt;
  return value;
}

std::optional<std::chrono::milliseconds> parse_duration(std::string_view text) {
  const auto number_end = std::min(text.find_first_not_of("+-.0123456789"), text.size());
  const auto value = parse_number(text.substr(0, number_end));
  const auto unit = std::find_if(units.begin(), units.end(), [&](const Unit& candidate) {
    return candidate.name == text.substr(number_end);
  });
  if (!value || unit == units.end()) return std::nullopt;
  const auto count = *value * static_cast<double>(unit->length.count());
  if (std::abs(count) > 1e15) return std::nullopt;
  return std::chrono::milliseconds(std::llround(count));
}

std::string shown(std::chrono::milliseconds duration) {
  const auto largest = std::find_if(units.rbegin(), units.rend(), [&](const Unit& unit) {
    return duration.count() != 0 && duration % unit.length == std::chrono::milliseconds(0);
  });
  const Unit& unit = largest == units.rend() ? units[0] : *largest;
  return fmt::format("{}{}", duration / unit.length, unit.name);
}

}  // namespace trigo
