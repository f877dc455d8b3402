#include "web/hosts.hpp"

#include <algorithm>
#include <cctype>
#include <optional>

namespace trigo {
namespace {

struct Authority {
  std::string_view name;  // With the brackets of an IPv6 address.
  std::optional<std::string_view> port;
};

Authority split(std::string_view text) {
  const auto name_end = text.starts_with('[') ? text.find(']') : std::string_view::npos;
  const auto colon = text.find(':', name_end == std::string_view::npos ? 0 : name_end);
  if (colon == std::string_view::npos) return {text, std::nullopt};
  return {text.substr(0, colon), text.substr(colon + 1)};
}

bool same_letters(std::string_view a, std::string_view b) {
  const auto lower = [](char c) { return std::tolower(static_cast<unsigned char>(c)); };
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [&](char x, char y) { return lower(x) == lower(y); });
}

}  // namespace

HostRules::HostRules(std::string bound_host, std::uint16_t port)
    : names_{"127.0.0.1", "localhost", "[::1]"}, port_(std::to_string(port)) {
  const bool bare_ipv6 = bound_host.find(':') != std::string::npos;
  names_.push_back(bare_ipv6 ? '[' + bound_host + ']' : std::move(bound_host));
}

bool HostRules::knows(std::string_view name) const {
  return std::any_of(names_.begin(), names_.end(),
                     [&](const std::string& known) { return same_letters(known, name); });
}

bool HostRules::allows_host(std::string_view host) const {
  const Authority authority = split(host);
  return knows(authority.name) && authority.port.value_or(port_) == port_;
}

bool HostRules::allows_origin(std::string_view origin) const {
  constexpr std::string_view scheme = "http://";
  if (!same_letters(origin.substr(0, scheme.size()), scheme)) return false;
  const Authority authority = split(origin.substr(scheme.size()));
  return knows(authority.name) && authority.port.value_or("80") == port_;
}

}  // namespace trigo
