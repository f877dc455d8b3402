#pragma once

#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace trigo {

/// The words for a setting, in the config file and on the command line alike, in the order in which
/// they are told to people.
template <typename T>
using Choices = std::vector<std::pair<std::string, T>>;

template <typename T>
std::vector<std::string> words_of(const Choices<T>& choices) {
  std::vector<std::string> words;
  for (const auto& choice : choices) words.push_back(choice.first);
  return words;
}

/// "a", "a or b", "a, b or c".
std::string alternatives(std::span<const std::string> words);

/// The same for somebody who wrote `written`, with what may have been meant.
std::string alternatives_to(std::string_view written, std::span<const std::string> words);

}  // namespace trigo
