#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace trigo {

/// The one of `known` that a person who typed `word` most likely meant: that with the fewest
/// letters to insert, drop, change or swap with a neighbour. Nothing if even that one would need
/// more than a third of its letters.
std::optional<std::string> nearest(std::string_view word, std::span<const std::string> known);

}  // namespace trigo
