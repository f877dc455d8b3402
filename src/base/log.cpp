#include "base/log.hpp"

#include <algorithm>
#include <array>
#include <cctype>

#include <pthread.h>
#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/spdlog.h>

namespace trigo {
namespace {

/// Where the next "scheme://" begins that stands as a word of its own.
std::size_t next_url(std::string_view text) {
  for (auto at = text.find("://"); at != text.npos; at = text.find("://", at + 3)) {
    const auto before = text.substr(0, at).find_last_not_of("abcdefghijklmnopqrstuvwxyz");
    const bool is_word = before != text.npos && before + 1 < at &&
                         std::string_view(" '\"<([,").find(text[before]) != text.npos;
    if (is_word) return before + 1;
  }
  return text.npos;
}

/// `text` with the values of query parameters that hold secrets replaced.
std::string without_query_secrets(std::string_view text) {
  static constexpr std::array<std::string_view, 8> secrets{"password", "passwd", "pass", "pwd",
                                                           "token",    "secret", "auth", "key"};
  std::string shown;
  while (true) {
    const auto begin = text.find_first_of("?&");
    const auto equals = text.find('=', begin);
    if (begin == text.npos || equals == text.npos) return shown.append(text);
    std::string name(text.substr(begin + 1, equals - begin - 1));
    std::transform(name.begin(), name.end(), name.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    const bool secret = std::any_of(secrets.begin(), secrets.end(),
                                    [&](std::string_view word) { return name.ends_with(word); });
    if (!secret) {
      shown.append(text.substr(0, begin + 1));
      text.remove_prefix(begin + 1);
      continue;
    }
    shown.append(text.substr(0, equals + 1)).append("***");
    const auto end = std::min(text.find_first_of("& \n\"'", equals), text.size());
    text.remove_prefix(end);
  }
}

std::string without_user_passwords(std::string_view text) {
  std::string shown;
  while (true) {
    const auto scheme_end = text.find("://");
    if (scheme_end == std::string_view::npos) return shown.append(text);
    const auto authority = scheme_end + 3;
    shown.append(text.substr(0, authority));
    text.remove_prefix(authority);
    // A password may hold '/', '@', spaces and quotes that nobody escaped, so the last '@' before
    // the next URL or line ends it: rather hide too much than too little.
    const auto end = std::min(next_url(text), text.find('\n'));
    const auto at = text.substr(0, end).rfind('@');
    if (at == std::string_view::npos) continue;
    const auto colon = text.substr(0, at).find(':');
    if (colon == std::string_view::npos) continue;
    shown.append(text.substr(0, colon)).append(":***");
    text.remove_prefix(at);
  }
}

}  // namespace

void start_log(bool verbose) {
  auto logger = spdlog::stderr_color_mt("trigo");
  logger->set_pattern("%Y-%m-%d %H:%M:%S.%e %^%l%$ %v");
  logger->set_level(verbose ? spdlog::level::debug : spdlog::level::info);
  spdlog::set_default_logger(std::move(logger));
}

std::string without_passwords(std::string_view text) {
  return without_query_secrets(without_user_passwords(text));
}

void name_this_thread(const std::string& name) {
  pthread_setname_np(pthread_self(), name.substr(0, 15).c_str());
}

}  // namespace trigo
