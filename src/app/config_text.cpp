#include "app/config_text.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdlib>

#include <fmt/format.h>

#include "base/log.hpp"

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

std::size_t character_bytes(std::string_view text) {
  const auto in = [&](std::size_t place, unsigned low, unsigned high) {
    if (place >= text.size()) return false;
    const unsigned byte = static_cast<unsigned char>(text[place]);
    return byte >= low && byte <= high;
  };
  const auto follows = [&](std::size_t place) { return in(place, 0x80, 0xbf); };
  if (in(0, 0x00, 0x7f)) return 1;
  if (in(0, 0xc2, 0xdf)) return follows(1) ? 2 : 0;
  // The second byte's limits keep out overlong forms, surrogates and what is above U+10FFFF.
  if (in(0, 0xe0, 0xef)) {
    const bool second = in(1, in(0, 0xe0, 0xe0) ? 0xa0 : 0x80, in(0, 0xed, 0xed) ? 0x9f : 0xbf);
    return second && follows(2) ? 3 : 0;
  }
  if (in(0, 0xf0, 0xf4)) {
    const bool second = in(1, in(0, 0xf0, 0xf0) ? 0x90 : 0x80, in(0, 0xf4, 0xf4) ? 0x8f : 0xbf);
    return second && follows(2) && follows(3) ? 4 : 0;
  }
  return 0;
}

std::size_t first_unreadable(std::string_view text) {
  for (std::size_t place = 0; place < text.size();) {
    const auto bytes = character_bytes(text.substr(place));
    const char c = text[place];
    const bool control = (c >= 0 && c < ' ' && c != '\t' && c != '\n' && c != '\r') ||
                         c == '\x7f' || (bytes == 2 && c == '\xc2' && text[place + 1] < '\xa0');
    if (bytes == 0 || control) return place;
    place += bytes;
  }
  return std::string_view::npos;
}

std::string shown(std::string_view text) {
  if (text.size() > longest_searched) return fmt::format("{} bytes of text", text.size());
  const auto safe = without_passwords(text);
  std::string result;
  for (std::string_view rest(safe); !rest.empty();) {
    if (result.size() >= longest_shown) return result + "…";
    const auto bytes = std::max<std::size_t>(character_bytes(rest), 1);
    const auto character = rest.substr(0, bytes);
    const bool line_break = character == "\n" || character == "\r" || character == "\t";
    if (line_break || first_unreadable(character) == 0)
      result += '?';
    else
      result += character;
    rest.remove_prefix(bytes);
  }
  return result;
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
