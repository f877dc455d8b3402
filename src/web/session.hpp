#pragma once

#include <array>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>

#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/http/string_body.hpp>

#include "web/hosts.hpp"
#include "web/routes.hpp"
#include "web/server.hpp"
#include "web/wake.hpp"

namespace trigo {

namespace beast = boost::beast;
namespace http = boost::beast::http;
using Request = http::request<http::string_body>;

/// What every connection shares. Bound to the web thread.
struct WebContext {
  WebService& service;
  HostRules hosts;
  WebLimits limits;
  std::shared_ptr<Door> door;
  int connections = 0;
  int changes = 0;  // Requests for one that have no answer yet.
};

/// On every answer. A page elsewhere can neither read nor frame what is here, nor can ours be made
/// to load anything from elsewhere.
inline constexpr std::array<std::pair<std::string_view, std::string_view>, 4> security_headers{{
    {"Content-Security-Policy",
     "default-src 'self'; img-src 'self' blob:; base-uri 'none'; form-action 'none'; "
     "frame-ancestors 'none'"},
    {"X-Content-Type-Options", "nosniff"},
    {"Cross-Origin-Resource-Policy", "same-origin"},
    {"Referrer-Policy", "no-referrer"},
}};

inline constexpr std::string_view mjpeg_boundary = "trigo-picture";
inline constexpr std::string_view mjpeg_type = "multipart/x-mixed-replace; boundary=trigo-picture";

/// Reads requests and answers them until one side has had enough. `web` outlives it.
asio::awaitable<void> serve_connection(asio::ip::tcp::socket socket, WebContext& web);

/// multipart/x-mixed-replace until the stream closes, the viewer leaves or takes nothing any more.
asio::awaitable<void> serve_mjpeg(beast::tcp_stream stream, PictureAnswer answer, WebContext& web);

/// Server-sent events of docs/reference/events.md, until the other side leaves or takes nothing any
/// more. If the record cannot be read, `stream` is left and the answer that says so is given.
asio::awaitable<std::optional<Answer>> serve_news(beast::tcp_stream& stream, NewsAnswer answer,
                                                  WebContext& web);

/// All the rows, then the end of the connection; `chunked`: HTTP/1.1, which marks the end. An
/// answer: as of serve_news().
asio::awaitable<std::optional<Answer>> serve_export(beast::tcp_stream& stream, ExportAnswer answer,
                                                    bool chunked, WebContext& web);

/// The WebSocket of docs/reference/live.md, until one side has had enough.
asio::awaitable<void> serve_live(asio::ip::tcp::socket socket, Request request, WebContext& web);

}  // namespace trigo
