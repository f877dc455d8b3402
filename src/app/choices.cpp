#include "app/choices.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/nearest.hpp"

namespace trigo {

std::string alternatives(std::span<const std::string> words) {
  if (words.size() == 1) return words[0];
  return fmt::format("{} or {}", fmt::join(words.first(words.size() - 1), ", "), words.back());
}

std::string alternatives_to(std::string_view written, std::span<const std::string> words) {
  const auto meant = nearest(written, words);
  return meant ? fmt::format("{}; did you mean '{}'?", alternatives(words), *meant)
               : alternatives(words);
}

}  // namespace trigo
