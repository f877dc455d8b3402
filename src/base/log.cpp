#include "base/log.hpp"

#include <algorithm>

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

}  // namespace

void start_log(bool verbose) {
  auto logger = spdlog::stderr_color_mt("trigo");
  logger->set_pattern("%Y-%m-%d %H:%M:%S.%e %^%l%$ %v");
  logger->set_level(verbose ? spdlog::level::debug : spdlog::level::info);
  spdlog::set_default_logger(std::move(logger));
}

std::string without_passwords(std::string_view text) {
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

void name_this_thread(const std::string& name) {
  pthread_setname_np(pthread_self(), name.substr(0, 15).c_str());
}

}  // namespace trigo
