#include "base/readable_text.hpp"

#include <algorithm>

namespace trigo {

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

std::string on_one_line(std::string_view text) {
  std::string line;
  for (std::string_view rest = text; !rest.empty();) {
    const auto character = rest.substr(0, std::max<std::size_t>(character_bytes(rest), 1));
    const bool is_break = character == "\n" || character == "\r" || character == "\t";
    if (is_break || first_unreadable(character) == 0)
      line += '?';
    else
      line += character;
    rest.remove_prefix(character.size());
  }
  return line;
}

}  // namespace trigo
