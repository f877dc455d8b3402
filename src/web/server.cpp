#include "web/server.hpp"

#include <exception>
#include <thread>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include "base/log.hpp"
#include "web/session.hpp"

namespace trigo {

using asio::ip::tcp;
using boost::system::error_code;

namespace {

constexpr std::chrono::milliseconds pause_after_failure(100);
constexpr std::chrono::milliseconds longest_farewell(300);
constexpr std::chrono::milliseconds farewell_step(5);

std::string shown(const ListenAddress& address) {
  const bool ipv6 = address.host.find(':') != std::string::npos;
  return fmt::format("{}{}{}:{}", ipv6 ? "[" : "", address.host, ipv6 ? "]" : "", address.port);
}

Failure listen_failure(const ListenAddress& address, error_code error) {
  constexpr std::string_view remedy = "choose another with server.listen";
  if (error == asio::error::address_in_use)
    return fail(ErrorKind::unavailable,
                fmt::format("port {} on {} is in use: stop the other program or {}", address.port,
                            address.host, remedy));
  if (error == asio::error::access_denied)
    return fail(ErrorKind::unavailable,
                fmt::format("no permission to listen on port {} of {}: {}, from 1024 up",
                            address.port, address.host, remedy));
  return fail(ErrorKind::unavailable,
              fmt::format("listen on {}: {}; {}", shown(address), error.message(), remedy));
}

/// A session that fails must not take the server with it.
void note_failure(std::exception_ptr failure) {
  if (!failure) return;
  try {
    std::rethrow_exception(failure);
  } catch (const std::exception& error) {
    spdlog::warn("web: a connection failed: {}", error.what());
  }
}

}  // namespace

struct WebServer::State {
  State(WebService& service, const WebLimits& limits);
  ~State();
  State(const State&) = delete;
  State& operator=(const State&) = delete;

  error_code listen(const ListenAddress& address);
  asio::awaitable<void> accept();
  void run();
  asio::awaitable<void> leave();

  WebContext web;  // Before the context: its unfinished coroutines look at it when they end.
  asio::io_context context{1};
  tcp::acceptor acceptor{context};
  std::string url;
  std::jthread thread;
};

WebServer::State::State(WebService& service, const WebLimits& limits)
    : web{service, HostRules({}, 0), limits, nullptr} {
  web.door = std::make_shared<Door>(context);
}

WebServer::State::~State() {
  if (thread.joinable()) {
    asio::co_spawn(context, leave(), note_failure);
    thread.join();
  }
  web.door->shut();
}

error_code WebServer::State::listen(const ListenAddress& address) {
  error_code error;
  const std::string numeric = address.host == "localhost" ? "127.0.0.1" : address.host;
  const auto host = asio::ip::make_address(numeric, error);
  if (error) return error;
  const tcp::endpoint endpoint(host, address.port);
  if (acceptor.open(endpoint.protocol(), error)) return error;
  if (acceptor.set_option(tcp::acceptor::reuse_address(true), error)) return error;
  if (acceptor.bind(endpoint, error)) return error;
  if (acceptor.listen(asio::socket_base::max_listen_connections, error)) return error;
  const ListenAddress bound{address.host, acceptor.local_endpoint(error).port()};
  web.hosts = HostRules(bound.host, bound.port);
  url = fmt::format("http://{}/", shown(bound));
  return error;
}

asio::awaitable<void> WebServer::State::accept() {
  while (true) {
    error_code error;
    tcp::socket socket(context);
    co_await acceptor.async_accept(socket, asio::redirect_error(asio::use_awaitable, error));
    if (error) {
      // Out of descriptors, most likely: better a moment later than in a loop.
      asio::steady_timer pause(context, pause_after_failure);
      co_await pause.async_wait(asio::redirect_error(asio::use_awaitable, error));
      continue;
    }
    if (web.connections >= web.limits.connections) continue;  // Closes it.
    asio::co_spawn(context, serve_connection(std::move(socket), web), note_failure);
  }
}

/// Nothing is said to the viewers: whatever they are stuck in, this takes no time. But who asked
/// for a change is told what became of it.
asio::awaitable<void> WebServer::State::leave() {
  const auto deadline = std::chrono::steady_clock::now() + longest_farewell;
  asio::steady_timer pause(context);
  while (web.changes > 0 && std::chrono::steady_clock::now() < deadline) {
    error_code ignored;
    pause.expires_after(farewell_step);
    co_await pause.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
  }
  context.stop();
}

void WebServer::State::run() {
  name_this_thread("web");
  asio::co_spawn(context, accept(), note_failure);
  while (!context.stopped()) {
    try {
      context.run();
    } catch (const std::exception& error) {
      note_failure(std::current_exception());
    }
  }
}

Result<std::unique_ptr<WebServer>> WebServer::start(const ListenAddress& address,
                                                    WebService& service, const WebLimits& limits) {
  auto state = std::make_unique<State>(service, limits);
  if (const error_code error = state->listen(address)) return listen_failure(address, error);
  state->thread = std::jthread([running = state.get()] { running->run(); });
  return std::unique_ptr<WebServer>(new WebServer(std::move(state)));  // Private constructor.
}

WebServer::WebServer(std::unique_ptr<State> state) : state_(std::move(state)) {}

WebServer::~WebServer() = default;

std::string WebServer::url() const {
  return state_->url;
}

}  // namespace trigo
