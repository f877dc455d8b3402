#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <variant>

#include "web/event_export.hpp"
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
  std::string accept;
  std::string accept_encoding;
  std::string last_event_id;
  std::string content_type;
  std::string body;
};

/// What may be kept of an answer.
enum class Caching {
  none,
  revalidated,  // Never trusted unasked.
  forever,      // What is at this path never changes.
};

/// An answer that is there at once.
struct Answer {
  int status = 200;
  std::string type;  // Of the body.
  std::string body;
  Caching caching = Caching::none;
  bool gzip = false;  // The body is compressed.
  std::string allow;  // The methods, with 405.
  std::string view;   // Of a picture; for X-View.
};

/// frame.jpg or video.mjpeg of a stream, not yet encoded.
struct PictureAnswer {
  std::shared_ptr<LiveStream> stream;
  JpegOptions options;
  bool video = false;
};

/// The connection becomes the WebSocket of live pictures.
struct LiveAnswer {};

/// What the record says, asked on a thread of its reader.
struct RecordAnswer {
  std::function<Answer(const EventStore&)> make;
};

/// The same, too much for one piece.
struct ExportAnswer {
  std::string_view type;
  std::string file_name;  // That a browser is to keep it under.
  std::shared_ptr<RowSource> rows;
};

/// The connection becomes one of server-sent events. `query.after` empty: what comes from now on.
struct NewsAnswer {
  EventQuery query;
};

/// What comes of a change, or a try, made elsewhere.
struct ChangeAnswer {
  using Done = std::function<void(Answer)>;
  std::function<void(Done)> start;
};

using Routed = std::variant<Answer, PictureAnswer, LiveAnswer, RecordAnswer, ExportAnswer,
                            NewsAnswer, ChangeAnswer>;

inline constexpr std::string_view live_protocol = "trigo.live.v1";

Answer json_answer(const nlohmann::json& value);

/// An RFC 9457 problem. `detail` is one line for a person.
Answer problem(int status, const std::string& detail);

/// 405. `allowed`: the methods that are possible, as in "GET, HEAD".
Answer not_allowed(std::string_view method, std::string_view allowed);

/// Decides what a request gets. Reentrant; never throws.
Routed route(const WebRequest& request, WebService& service, const HostRules& hosts);

}  // namespace trigo
