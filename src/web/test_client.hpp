#pragma once

#include <cstdlib>
#include <string>
#include <string_view>

#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

namespace trigo {

/// A blocking connection to 127.0.0.1 that gives up after 5 s; for tests.
class TestClient {
 public:
  explicit TestClient(std::uint16_t port, int receive_buffer_bytes = 0)
      : socket_(socket(AF_INET, SOCK_STREAM, 0)) {
    if (receive_buffer_bytes > 0)
      setsockopt(socket_, SOL_SOCKET, SO_RCVBUF, &receive_buffer_bytes,
                 sizeof receive_buffer_bytes);
    const timeval limit{5, 0};
    setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    setsockopt(socket_, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
      std::abort();
  }
  TestClient(const TestClient&) = delete;
  TestClient& operator=(const TestClient&) = delete;
  ~TestClient() { close(socket_); }

  void send(std::string_view text) {
    while (!text.empty()) {
      const auto sent = ::send(socket_, text.data(), text.size(), MSG_NOSIGNAL);
      if (sent <= 0) return;
      text.remove_prefix(static_cast<std::size_t>(sent));
    }
  }

  /// Up to and including `mark`; what came so far if the other side ends or is silent.
  std::string read_until(std::string_view mark) {
    auto found = pending_.find(mark);
    while (found == std::string::npos && receive()) found = pending_.find(mark);
    return take(found == std::string::npos ? pending_.size() : found + mark.size());
  }

  /// As many bytes; fewer if the other side ends or is silent.
  std::string read(std::size_t bytes) {
    while (pending_.size() < bytes && receive()) {
    }
    return take(std::min(bytes, pending_.size()));
  }

  /// All until the other side ends.
  std::string read_all() {
    while (receive()) {
    }
    return take(pending_.size());
  }

  /// Whether the other side has ended it; what still comes is thrown away.
  bool ended() {
    while (receive()) pending_.clear();
    return !timed_out_;
  }

 private:
  bool receive() {
    char bytes[65536];
    const auto got = recv(socket_, bytes, sizeof bytes, 0);
    timed_out_ = got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK);
    if (got <= 0) return false;
    pending_.append(bytes, static_cast<std::size_t>(got));
    return true;
  }

  std::string take(std::size_t bytes) {
    std::string taken = pending_.substr(0, bytes);
    pending_.erase(0, bytes);
    return taken;
  }

  int socket_;
  bool timed_out_ = false;
  std::string pending_;
};

}  // namespace trigo
