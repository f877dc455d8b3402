#include "base/log.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <vector>

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

/// A part of a text that is not to be seen.
struct Secret {
  std::size_t begin = 0;
  std::size_t end = 0;
};

/// The values of query parameters that hold secrets.
void find_query_secrets(std::string_view text, std::vector<Secret>& found) {
  static constexpr std::array<std::string_view, 8> secrets{"password", "passwd", "pass", "pwd",
                                                           "token",    "secret", "auth", "key"};
  for (auto mark = text.find_first_of("?&"); mark != text.npos;
       mark = text.find_first_of("?&", mark + 1)) {
    const auto equals = text.find('=', mark);
    if (equals == text.npos) return;
    std::string name(text.substr(mark + 1, equals - mark - 1));
    std::transform(name.begin(), name.end(), name.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    const bool secret = std::any_of(secrets.begin(), secrets.end(),
                                    [&](std::string_view word) { return name.ends_with(word); });
    if (!secret) continue;
    const auto end = std::min(text.find_first_of("& \n\"'", equals), text.size());
    found.push_back({equals + 1, end});
    mark = end - 1;  // It may be the mark of the next one.
  }
}

void find_user_passwords(std::string_view text, std::vector<Secret>& found) {
  for (auto scheme_end = text.find("://"); scheme_end != text.npos;) {
    const auto authority = scheme_end + 3;
    const auto rest = text.substr(authority);
    // A password may hold '/', '@', spaces and quotes that nobody escaped, so the last '@' before
    // the next URL or line ends it: rather hide too much than too little.
    const auto end = std::min(next_url(rest), rest.find('\n'));
    const auto at = rest.substr(0, end).rfind('@');
    const auto colon = at == text.npos ? text.npos : rest.substr(0, at).find(':');
    if (colon == text.npos) {
      scheme_end = text.find("://", authority);
    } else {
      found.push_back({authority + colon + 1, authority + at});
      scheme_end = text.find("://", authority + at);
    }
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
  // Both are looked for in the text as it is: where one lies in the other, all of it is hidden.
  std::vector<Secret> secrets;
  find_user_passwords(text, secrets);
  find_query_secrets(text, secrets);
  std::sort(secrets.begin(), secrets.end(),
            [](const Secret& a, const Secret& b) { return a.begin < b.begin; });
  std::string shown;
  std::size_t told = 0;
  for (const Secret& secret : secrets) {
    if (secret.begin >= told) shown.append(text.substr(told, secret.begin - told)).append("***");
    told = std::max(told, secret.end);
  }
  return shown.append(text.substr(told));
}

void name_this_thread(const std::string& name) {
  pthread_setname_np(pthread_self(), name.substr(0, 15).c_str());
}

}  // namespace trigo
