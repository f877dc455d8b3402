#pragma once

#include <map>
#include <string>
#include <thread>

namespace trigo {

/// Answers on 127.0.0.1 for tests: what it sends depends on the request's path only. A path that
/// it does not know gets no answer; then, and after an answer to "/open…", the connection stays
/// open.
class TestServer {
 public:
  using Answers = std::map<std::string, std::string>;  // By path: the answer with its head.

  explicit TestServer(Answers answers);
  TestServer(const TestServer&) = delete;
  TestServer& operator=(const TestServer&) = delete;
  ~TestServer();

  int port() const { return port_; }
  /// "scheme://127.0.0.1:port" and the path.
  std::string url(const std::string& scheme, const std::string& path) const;

 private:
  void serve(const std::stop_token& stop) const;

  const Answers answers_;
  int socket_ = -1;
  int port_ = 0;
  std::jthread thread_;
};

/// An answer over HTTP.
std::string http_answer(const std::string& status, const std::string& type,
                        const std::string& body);

}  // namespace trigo
