#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "base/result.hpp"
#include "web/service.hpp"

namespace trigo {

struct ListenAddress {
  std::string host = "127.0.0.1";  // An address of the loopback: there is no authentication yet.
  std::uint16_t port = 8080;       // 0: any free one.
};

/// "127.0.0.1:8080", "localhost:0", "[::1]:80". Errors: invalid_argument, also for an address that is
/// not loopback.
Result<ListenAddress> parse_listen_address(const std::string& text);

/// HTTP and WebSocket on a thread of its own. Thread-safe.
class WebServer {
 public:
  /// Listens at once. `service` outlives the server. Errors: unavailable (port in use: says which).
  static Result<std::unique_ptr<WebServer>> start(const ListenAddress& address,
                                                  WebService& service);
  ~WebServer();  // Closes every connection and joins; under 1 s.
  WebServer(const WebServer&) = delete;
  WebServer& operator=(const WebServer&) = delete;

  /// "http://127.0.0.1:8080/"
  std::string url() const;

 private:
  struct State;
  explicit WebServer(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace trigo
