#include "web/routes.hpp"

#include <exception>
#include <map>

#include <fmt/format.h>

#include "web/change_routes.hpp"
#include "web/page_routes.hpp"
#include "web/picture_limits.hpp"
#include "web/query.hpp"
#include "web/record_routes.hpp"

namespace trigo {
namespace {

using nlohmann::json;

constexpr std::string_view readable = "GET, HEAD";

std::string dump(const json& value) {
  // Titles may be any bytes: what is no UTF-8 is replaced, never a reason to fail.
  return value.dump(-1, ' ', false, json::error_handler_t::replace);
}

std::string_view title_of(int status) {
  switch (status) {
    case 400:
      return "Bad Request";
    case 403:
      return "Forbidden";
    case 404:
      return "Not Found";
    case 405:
      return "Method Not Allowed";
    case 413:
      return "Content Too Large";
    case 415:
      return "Unsupported Media Type";
    case 426:
      return "Upgrade Required";
    case 431:
      return "Request Header Fields Too Large";
    case 503:
      return "Service Unavailable";
    default:
      return "Internal Server Error";
  }
}

Answer no_such_path(std::string_view path) {
  return problem(404, fmt::format("there is nothing at {}", path));
}

Answer no_such_stream(std::string_view name) {
  return problem(404, fmt::format("there is no stream \"{}\"", name));
}

Result<JpegOptions> picture_options(std::string_view query, const WebService& service) {
  auto width = number<int>(query, {"width", narrowest_picture, widest_picture}, 0);
  if (!width) return pass_on(width);
  auto quality = number<int>(query, {"quality", 1, 100}, service.jpeg_quality());
  if (!quality) return pass_on(quality);
  auto overlay = number<int>(query, {"overlay", 0, 1}, 0);
  if (!overlay) return pass_on(overlay);
  return JpegOptions{*width, *quality, *overlay == 1};
}

Result<View> picture_view(std::string_view query) {
  const auto name = parameter(query, "view");
  if (!name) return View::wall;
  const auto view = view_named(*name);
  if (!view)
    return fail(ErrorKind::invalid_argument, fmt::format("view={}: it is wall or large", *name));
  return *view;
}

/// `rest`: what follows /api/v1/streams/.
Routed stream_answer(std::string_view rest, std::string_view query, WebService& service) {
  const auto slash = std::min(rest.find('/'), rest.size());
  const std::string name(rest.substr(0, slash));
  const std::string_view what = rest.substr(slash);
  if (what.empty()) {
    auto stream = service.stream(name);
    return stream ? json_answer(*stream) : no_such_stream(name);
  }
  if (what == "/tracks") {
    auto tracks = service.tracks(name);
    return tracks ? json_answer(*tracks) : no_such_stream(name);
  }
  if (what != "/frame.jpg" && what != "/video.mjpeg")
    return no_such_path(fmt::format("/api/v1/streams/{}", rest));
  const auto view = picture_view(query);
  auto stream = service.live().find(name, view.value_or(View::wall));
  if (!stream) return no_such_stream(name);
  if (!view) return problem(400, view.error().message);
  auto options = picture_options(query, service);
  if (!options) return problem(400, options.error().message);
  return PictureAnswer{std::move(stream), *options, what == "/video.mjpeg"};
}

Answer presence_answer(std::string_view query, const WebService& service) {
  const auto stream = parameter(query, "stream");
  const auto presence =
      service.presence(stream ? std::optional<std::string>(*stream) : std::nullopt);
  return presence ? json_answer(*presence) : no_such_stream(*stream);
}

Answer ready_answer(const WebService& service) {
  const std::string trouble = service.trouble();
  if (!trouble.empty()) return problem(503, trouble);
  return {.type = "text/plain; charset=utf-8", .body = "ready\n"};
}

bool offers(std::string_view protocols, std::string_view wanted) {
  while (!protocols.empty()) {
    const auto end = std::min(protocols.find(','), protocols.size());
    std::string_view one = protocols.substr(0, end);
    while (one.starts_with(' ')) one.remove_prefix(1);
    while (one.ends_with(' ')) one.remove_suffix(1);
    if (one == wanted) return true;
    protocols.remove_prefix(std::min(end + 1, protocols.size()));
  }
  return false;
}

Routed live_answer(const WebRequest& request) {
  if (!request.upgrade)
    return problem(426, "this is a WebSocket: connect to it with ws://, not http://");
  if (!offers(request.protocols, live_protocol))
    return problem(
        400, fmt::format("the WebSocket speaks the subprotocol {}: ask for it", live_protocol));
  return LiveAnswer{};
}

std::optional<Answer> refused(const WebRequest& request, const HostRules& hosts) {
  if (!request.host) return problem(400, "the request has no Host header");
  if (!hosts.allows_host(*request.host))
    return problem(403, fmt::format("this server is not called \"{}\": open it as 127.0.0.1 or "
                                    "localhost, with its port",
                                    *request.host));
  if (request.origin && !hosts.allows_origin(*request.origin))
    return problem(403, fmt::format("pages of \"{}\" may not use this server", *request.origin));
  return std::nullopt;
}

Routed find(const WebRequest& request, WebService& service) {
  const std::string_view target = request.target;
  const auto path_end = std::min(target.find('?'), target.size());
  const std::string_view path = target.substr(0, path_end);
  const std::string_view query = target.substr(std::min(path_end + 1, target.size()));

  constexpr std::string_view streams = "/api/v1/streams";
  constexpr std::string_view one_stream = "/api/v1/streams/";
  if (path == "/api/stats" || path == "/api/v1/stats") return json_answer(service.stats());
  if (path == streams) return json_answer(service.streams());
  if (path.starts_with(one_stream) && path != one_stream)
    return stream_answer(path.substr(one_stream.size()), query, service);
  if (path == "/api/v1/presence") return presence_answer(query, service);
  if (auto answer = record_route(path, query, request, service)) return std::move(*answer);
  if (path == "/api/v1/live") return live_answer(request);
  if (path == "/metrics")
    return Answer{.type = "text/plain; version=0.0.4; charset=utf-8", .body = service.metrics()};
  if (path == "/healthz") return Answer{.type = "text/plain; charset=utf-8", .body = "ok\n"};
  if (path == "/readyz") return ready_answer(service);
  if (auto page = page_answer(path, request.accept_encoding)) return std::move(*page);
  return no_such_path(path);
}

}  // namespace

Answer json_answer(const json& value) {
  return {.type = "application/json", .body = dump(value)};
}

Answer problem(int status, const std::string& detail) {
  const json body = {
      {"type", "about:blank"}, {"title", title_of(status)}, {"status", status}, {"detail", detail}};
  return {.status = status, .type = "application/problem+json", .body = dump(body)};
}

Answer not_allowed(std::string_view method, std::string_view allowed) {
  const bool one = allowed.find(',') == allowed.npos;
  Answer answer = problem(
      405, fmt::format("{} is not possible here; {} {}", method, allowed, one ? "is" : "are"));
  answer.allow = allowed;
  return answer;
}

Routed route(const WebRequest& request, WebService& service, const HostRules& hosts) {
  try {
    if (auto answer = refused(request, hosts)) return std::move(*answer);
    const std::string_view path =
        std::string_view(request.target).substr(0, request.target.find('?'));
    if (auto answer = change_route(path, request, service)) return std::move(*answer);
    Routed found = find(request, service);
    const auto* answer = std::get_if<Answer>(&found);
    const bool missing = answer != nullptr && answer->status == 404;
    if (missing || request.method == "GET" || request.method == "HEAD") return found;
    return not_allowed(request.method, readable);
  } catch (const std::exception& error) {
    return problem(500, error.what());
  }
}

}  // namespace trigo
