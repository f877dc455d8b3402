#pragma once

#include <optional>
#include <string>
#include <variant>

#include "web/hosts.hpp"
#include "web/service.hpp"

namespace trigo {

/// What the routes need to know of a request.
struct WebRequest {
  std::string method;
  std::string target;  // Path and query, as sent.
  std::optional<std::string> host;
  std::optional<std::string> origin;
  bool upgrade = false;   // Asks for a WebSocket.
  std::string protocols;  // Sec-WebSocket-Protocol
};

/// An answer that is there at once.
struct Answer {
  int status = 200;
  std::string type;  // Of the body.
  std::string body;
  bool cacheable = false;  // Revalidated, never trusted unasked.
  std::string allow;       // The methods, with 405.
};

/// frame.jpg or video.mjpeg of a stream, not yet encoded.
struct PictureAnswer {
  std::shared_ptr<LiveStream> stream;
  JpegOptions options;
  bool video = false;
};

/// The connection becomes the WebSocket of live pictures.
struct LiveAnswer {};

using Routed = std::variant<Answer, PictureAnswer, LiveAnswer>;

inline constexpr std::string_view live_protocol = "trigo.live.v1";

/// An RFC 9457 problem. `detail` is one line for a person.
Answer problem(int status, const std::string& detail);

/// Decides what a request gets. Reentrant; never throws.
Routed route(const WebRequest& request, WebService& service, const HostRules& hosts);

}  // namespace trigo
