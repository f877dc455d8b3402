#include <charconv>

#include <arpa/inet.h>
#include <fmt/format.h>

#include "base/readable_text.hpp"
#include "web/server.hpp"

namespace trigo {
namespace {

Failure refuse(const std::string& text, std::string_view why) {
  return fail(ErrorKind::invalid_argument,
              fmt::format("listen address \"{}\": {}", on_one_line(text), why));
}

bool is_loopback(const std::string& host) {
  if (host == "localhost") return true;
  in_addr v4{};
  if (inet_pton(AF_INET, host.c_str(), &v4) == 1) return ntohl(v4.s_addr) >> 24 == 127;
  in6_addr v6{};
  if (inet_pton(AF_INET6, host.c_str(), &v6) == 1) return IN6_IS_ADDR_LOOPBACK(&v6);
  return false;
}

}  // namespace

Result<ListenAddress> parse_listen_address(const std::string& text) {
  const auto colon = text.rfind(':');
  std::string host = text.substr(0, colon);
  const bool bracketed = host.size() > 2 && host.front() == '[' && host.back() == ']';
  if (bracketed) host = host.substr(1, host.size() - 2);
  const bool bare_ipv6 = !bracketed && host.find(':') != std::string::npos;
  if (colon == std::string::npos || colon == 0 || bare_ipv6)
    return refuse(text, "write ADDRESS:PORT, such as 127.0.0.1:8080 or [::1]:8080");

  std::uint16_t port = 0;
  const char* start = text.data() + colon + 1;
  const char* end = text.data() + text.size();
  const auto parsed = std::from_chars(start, end, port);
  if (parsed.ec != std::errc() || parsed.ptr != end || start == end)
    return refuse(text, "the port is a number from 0 (any free one) to 65535");
  if (!is_loopback(host))
    return refuse(text,
                  "only this machine may be served (127.0.0.1, localhost or [::1]) until there is "
                  "authentication");
  return ListenAddress{std::move(host), port};
}

}  // namespace trigo
