#include "web/change_routes.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

namespace trigo {
namespace {

constexpr std::string_view one_stream = "/api/v1/streams/";
constexpr std::string_view probe_path = "/api/v1/probe";

Answer failure(const Error& error) {
  return problem(error.kind == ErrorKind::invalid_argument ? 400 : 503, error.message);
}

/// Whether the body is JSON, by what its sender says. A page elsewhere cannot say so unasked.
bool is_json(std::string_view content_type) {
  std::string type(content_type.substr(0, content_type.find(';')));
  type.erase(type.find_last_not_of(" \t") + 1);
  std::transform(type.begin(), type.end(), type.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return type == "application/json";
}

Answer not_json() {
  return problem(415, "the body must be JSON: send it with Content-Type: application/json");
}

Routed put_answer(const std::string& id, const WebRequest& request, WebService& service) {
  if (!is_json(request.content_type)) return not_json();
  return ChangeAnswer{[&service, id, body = request.body](ChangeAnswer::Done done) {
    service.changes()->put(id, body, [&service, id, done = std::move(done)](Result<bool> is_new) {
      if (!is_new) return done(failure(is_new.error()));
      const auto stream = service.stream(id);
      if (!stream) return done(problem(503, fmt::format("stream \"{}\" is gone again", id)));
      Answer answer = json_answer(*stream);
      answer.status = *is_new ? 201 : 200;
      done(std::move(answer));
    });
  }};
}

Routed delete_answer(const std::string& id, WebService& service) {
  return ChangeAnswer{[&service, id](ChangeAnswer::Done done) {
    service.changes()->remove(id, [id, done = std::move(done)](Result<bool> removed) {
      if (!removed) return done(failure(removed.error()));
      done(*removed ? Answer{.status = 204}
                    : problem(404, fmt::format("there is no stream \"{}\"", id)));
    });
  }};
}

Routed probe_answer(const WebRequest& request, WebService& service) {
  if (!is_json(request.content_type)) return not_json();
  return ChangeAnswer{[&service, body = request.body](ChangeAnswer::Done done) {
    service.changes()->probe(body, [done = std::move(done)](Result<nlohmann::json> found) {
      done(found ? json_answer(*found) : failure(found.error()));
    });
  }};
}

}  // namespace

std::optional<Routed> change_route(std::string_view path, const WebRequest& request,
                                   WebService& service) {
  const bool reads = request.method == "GET" || request.method == "HEAD";
  const bool is_probe = path == probe_path;
  const bool is_stream = path.starts_with(one_stream) && path.size() > one_stream.size() &&
                         path.find('/', one_stream.size()) == path.npos;
  if (!is_probe && (!is_stream || reads)) return std::nullopt;
  const bool put = is_stream && request.method == "PUT";
  const bool remove = is_stream && request.method == "DELETE";
  const bool probe = is_probe && request.method == "POST";
  if (!put && !remove && !probe)
    return not_allowed(request.method, is_probe ? "POST" : "GET, HEAD, PUT, DELETE");
  if (service.changes() == nullptr) return problem(503, "nothing can be changed in this program");
  if (probe) return probe_answer(request, service);
  const std::string id(path.substr(one_stream.size()));
  return put ? put_answer(id, request, service) : delete_answer(id, service);
}

}  // namespace trigo
