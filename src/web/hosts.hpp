#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace trigo {

/// Under which names this server may be spoken to. A page of the internet whose name was made to
/// point at 127.0.0.1 (DNS rebinding) gives itself away by its `Host`, one that reaches across by
/// its `Origin`. Reentrant.
class HostRules {
 public:
  /// `bound_host`: the address listened on, beside the usual names of the loopback.
  HostRules(std::string bound_host, std::uint16_t port);

  /// A `Host` header: a name with this port, or with none.
  bool allows_host(std::string_view host) const;
  /// An `Origin` header: http, one of the names, this port (none means 80).
  bool allows_origin(std::string_view origin) const;

 private:
  bool knows(std::string_view name) const;

  std::vector<std::string> names_;
  std::string port_;
};

}  // namespace trigo
