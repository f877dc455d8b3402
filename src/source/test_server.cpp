#include "source/test_server.hpp"

#include <array>
#include <vector>

#include <arpa/inet.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/check.hpp"

namespace trigo {
namespace {

constexpr int poll_ms = 10;

/// "/x.mp4" of "GET /x.mp4 HTTP/1.1" and of "OPTIONS rtsp://127.0.0.1:1234/x.mp4 RTSP/1.0".
std::string path_of(const std::string& request) {
  auto target = request.substr(0, request.find("\r\n"));
  target = target.substr(target.find(' ') + 1);
  target = target.substr(0, target.find(' '));
  const auto authority = target.find("://");
  return authority == std::string::npos ? target : target.substr(target.find('/', authority + 3));
}

void send_all(int connection, std::string_view text) {
  while (!text.empty()) {
    const auto sent = ::send(connection, text.data(), text.size(), MSG_NOSIGNAL);
    if (sent <= 0) return;  // The client has seen enough.
    text.remove_prefix(static_cast<std::size_t>(sent));
  }
}

}  // namespace

TestServer::TestServer(Answers answers) : answers_(std::move(answers)) {
  socket_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t length = sizeof(address);
  auto* generic = reinterpret_cast<sockaddr*>(&address);
  TRIGO_CHECK(::bind(socket_, generic, length) == 0 && ::listen(socket_, 8) == 0);
  TRIGO_CHECK(::getsockname(socket_, generic, &length) == 0);
  port_ = ntohs(address.sin_port);
  thread_ = std::jthread([this](const std::stop_token& stop) { serve(stop); });
}

TestServer::~TestServer() {
  thread_.request_stop();
  thread_.join();
  ::close(socket_);
}

std::string TestServer::url(const std::string& scheme, const std::string& path) const {
  return scheme + "://127.0.0.1:" + std::to_string(port_) + path;
}

void TestServer::serve(const std::stop_token& stop) const {
  std::vector<int> left_open;
  while (!stop.stop_requested()) {
    pollfd listener{socket_, POLLIN, 0};
    if (::poll(&listener, 1, poll_ms) <= 0) continue;
    const int connection = ::accept4(socket_, nullptr, nullptr, SOCK_CLOEXEC);
    if (connection < 0) continue;
    std::array<char, 4096> request{};
    const auto size = ::recv(connection, request.data(), request.size(), 0);
    const auto path = path_of(std::string(request.data(), size > 0 ? std::size_t(size) : 0));
    const auto answer = answers_.find(path);
    if (answer != answers_.end()) send_all(connection, answer->second);
    if (answer == answers_.end() || path.starts_with("/open"))
      left_open.push_back(connection);
    else
      ::close(connection);
  }
  for (const int connection : left_open) ::close(connection);
}

std::string http_answer(const std::string& status, const std::string& type,
                        const std::string& body) {
  return "HTTP/1.1 " + status + "\r\nContent-Type: " + type +
         "\r\nContent-Length: " + std::to_string(body.size()) + "\r\nConnection: close\r\n\r\n" +
         body;
}

}  // namespace trigo
