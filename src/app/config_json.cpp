#include "app/config_json.hpp"

#include <cstdint>
#include <optional>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "app/config_text.hpp"

namespace trigo {
namespace {

/// What keeps `text` from being a JSON object. The parser's own words would show parts of it, which
/// may be a password.
std::optional<TextFault> fault_of(std::string_view text) {
  using nlohmann::json;
  if (const auto zero = text.find('\0'); zero != text.npos)  // The parser takes it for the end.
    return TextFault{place_of_byte(text, zero), "not JSON; a zero byte is no part of it"};
  try {
    if (!json::parse(text).is_object())
      return TextFault{{}, "this is no JSON object; write it as in {\"url\": \"yard.mp4\"}"};
  } catch (const json::parse_error& error) {
    return TextFault{place_of_byte(text, error.byte > 0 ? error.byte - 1 : 0),
                     "not JSON; check quotes, commas and brackets"};
  } catch (const json::exception&) {
    return TextFault{{}, "not JSON that can be read; is a number in it too large?"};
  }
  return std::nullopt;
}

/// The number that 4 hexadecimal digits after "\u" at `place` mean; nothing if they are not there.
std::optional<std::uint32_t> escaped_unit(std::string_view text, std::size_t place) {
  if (text.substr(place, 2) != "\\u" || text.size() < place + 6) return std::nullopt;
  return static_cast<std::uint32_t>(
      std::stoul(std::string(text.substr(place + 2, 4)), nullptr, 16));
}

/// JSON may write a character beyond U+FFFF as two halves, which YAML does not know. The columns of
/// what follows in its line are two less then.
std::string with_whole_characters(std::string_view text) {
  std::string result;
  for (std::size_t place = 0; place < text.size();) {
    const auto high = escaped_unit(text, place);
    const auto low = high ? escaped_unit(text, place + 6) : std::nullopt;
    if (low && *high >> 10 == 0xd800 >> 10 && *low >> 10 == 0xdc00 >> 10) {
      result += fmt::format("\\U{:08x}", 0x10000 + ((*high & 0x3ff) << 10) + (*low & 0x3ff));
      place += 12;
    } else {
      const std::size_t bytes = text[place] == '\\' ? 2 : 1;  // "\\u" is no escape of a character.
      result += text.substr(place, bytes);
      place += bytes;
    }
  }
  return result;
}

}  // namespace

Result<void> read_json_section(std::string_view text, const std::string& name,
                               const std::function<void(ConfigSection&)>& read) {
  ConfigFaults faults(ConfigFaults::Environment::untouched);
  std::string yaml;
  if (const auto fault = fault_of(text)) {
    yaml = text;
    faults.add(fault->place, fault->message);
  } else {
    yaml = with_whole_characters(text);
    if (const auto root = parse_yaml(yaml)) {
      ConfigSection section(**root, name, faults);
      read(section);
    } else {
      faults.add(root.error().place, root.error().message);
    }
  }
  if (!faults.first()) return {};
  const auto [line, column] = in_characters(yaml, faults.first()->place);
  return fail(ErrorKind::invalid_argument,
              fmt::format("{}:{}: {}", line, column, faults.first()->message));
}

}  // namespace trigo
