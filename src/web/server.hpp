#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "web/service.hpp"

namespace trigo {

struct ListenAddress {
  std::string host = "127.0.0.1";  // An address of the loopback: there is no authentication yet.
  std::uint16_t port = 8080;       // 0: any free one.
};

/// "127.0.0.1:8080", "localhost:0", "[::1]:80". Errors: invalid_argument, also for an address that
/// is not loopback.
Result<ListenAddress> parse_listen_address(const std::string& text);

/// What one server allows. Everything that a client can make grow has its limit here.
struct WebLimits {
  int connections = 512;                          // More are closed at once.
  Duration idle = std::chrono::seconds(30);       // Between requests, and for one to arrive.
  Duration unread = std::chrono::seconds(10);     // A viewer that takes nothing is dropped.
  Duration large_view = std::chrono::seconds(3);  // frame.jpg waits so long for it to open.
  std::uint32_t header_bytes = 8'192;             // Of a request.
  std::uint64_t body_bytes = 1'048'576;           // Of a request.
  std::size_t message_bytes = 65'536;             // From a WebSocket.
  std::size_t streams_per_socket = 64;            // Watched by one WebSocket.
  std::size_t unacknowledged_per_stream = 2;      // Pictures under way to one WebSocket.
};

/// HTTP and WebSocket on a thread of its own. Thread-safe.
class WebServer {
 public:
  /// Listens at once. `service` outlives the server. Errors: unavailable (port in use: says which).
  static Result<std::unique_ptr<WebServer>> start(const ListenAddress& address, WebService& service,
                                                  const WebLimits& limits = {});
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
