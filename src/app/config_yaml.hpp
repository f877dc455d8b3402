#pragma once

#include <compare>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <tl/expected.hpp>

namespace trigo {

/// Where in a text: both from 1, columns in bytes.
struct TextPlace {
  int line = 1;
  int column = 1;
  auto operator<=>(const TextPlace&) const = default;
};

/// Of a byte of `text`, by its index.
TextPlace place_of_byte(std::string_view text, std::size_t byte);

/// The same place with its column in characters, as editors count.
TextPlace in_characters(std::string_view text, TextPlace place);

/// What is wrong in a text, and where.
struct TextFault {
  TextPlace place;
  std::string message;
};

/// One value of a YAML text. Immutable once read; an alias shares the value of its anchor.
struct YamlNode {
  enum class Kind { null, scalar, list, mapping };
  struct Entry {
    std::string key;
    TextPlace place;
    std::shared_ptr<const YamlNode> value;
  };

  Kind kind = Kind::null;
  TextPlace place;
  std::string scalar;                                  // As written, without quotes.
  std::vector<std::shared_ptr<const YamlNode>> items;  // Of a list.
  std::vector<Entry> entries;                          // Of a mapping, in order; keys may repeat.
  std::size_t size = 1;                                // Values in it, aliases written out.
  std::size_t height = 0;                              // Lists and mappings nested in each other.
};

inline constexpr std::size_t deepest_yaml = 32;
inline constexpr std::size_t most_yaml_values = 100'000;

/// Reads one YAML document; an empty one gives a null. Refused beside what is not YAML: nesting and
/// sizes above the limits (aliases written out), tags, keys that are no plain text, a second
/// document, bytes that are no UTF-8 text.
tl::expected<std::shared_ptr<const YamlNode>, TextFault> parse_yaml(std::string_view text);

}  // namespace trigo
