#pragma once

#include <chrono>
#include <filesystem>
#include <memory>
#include <span>
#include <string>

#include "base/clock.hpp"
#include "base/result.hpp"

namespace trigo {

/// Whom a HttpPost talks to.
struct HttpPostSettings {
  std::string url;  // May hold a password: never print it.
  std::chrono::milliseconds timeout{10'000};
  std::filesystem::path ca_file = {};  // Whom to trust; empty: the system's authorities.
};

struct HttpAnswer {
  int status = 0;
  Duration retry_after{};  // What the target asked for; 0: nothing.
};

/// `url` for messages: without user, password and query, which may be secrets. Errors:
/// invalid_argument if it is no http or https URL with a host, as in "is no URL: …"; without
/// anything of it.
Result<std::string> shown_http_url(const std::string& url);

/// Posts to one URL, over one connection that is kept. Follows no redirect. Thread-bound.
class HttpPost {
 public:
  explicit HttpPost(HttpPostSettings settings);
  HttpPost(HttpPost&&) noexcept;
  HttpPost& operator=(HttpPost&&) = delete;
  ~HttpPost();

  /// The answer, whatever its status. Blocks for `timeout` at most, and ends soon once `stop` is
  /// requested. `headers`: lines as in "name: value". Errors: unavailable, cancelled.
  Result<HttpAnswer> post(const std::string& body, std::span<const std::string> headers,
                          std::stop_token stop);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace trigo
