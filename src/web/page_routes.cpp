#include "web/page_routes.hpp"

#include <algorithm>
#include <string>

#include <boost/beast/core/string.hpp>
#include <boost/beast/http/rfc7230.hpp>

#include "web/pages.hpp"

namespace trigo {
namespace {

namespace beast = boost::beast;

std::string_view type_of(std::string_view path) {
  if (path.ends_with(".html")) return "text/html; charset=utf-8";
  if (path.ends_with(".css")) return "text/css; charset=utf-8";
  if (path.ends_with(".js")) return "text/javascript; charset=utf-8";
  if (path.ends_with(".svg")) return "image/svg+xml";
  return "application/octet-stream";
}

/// "0", "0.0"
bool is_zero(std::string_view weight) {
  return weight.starts_with('0') && weight.find_first_of("123456789") == weight.npos;
}

bool takes_gzip(std::string_view accept_encoding) {
  for (const auto& [coding, parameters] : beast::http::ext_list(accept_encoding)) {
    if (!beast::iequals(coding, "gzip")) continue;
    return std::none_of(parameters.begin(), parameters.end(), [](const auto& parameter) {
      return beast::iequals(parameter.first, "q") && is_zero(std::string(parameter.second));
    });
  }
  return false;
}

}  // namespace

std::optional<Answer> page_answer(std::string_view path, std::string_view accept_encoding) {
  if (path == "/") path = "/index.html";
  const auto all = pages();
  const auto page = std::find_if(all.begin(), all.end(),
                                 [path](const Page& candidate) { return candidate.path == path; });
  if (page == all.end()) return std::nullopt;
  const bool gzip = page->gzip.size() < page->body.size() && takes_gzip(accept_encoding);
  // Vite puts a hash of the content in these names.
  const bool named_by_content = path.starts_with("/assets/");
  return Answer{.type = std::string(type_of(path)),
                .body = std::string(gzip ? page->gzip : page->body),
                .caching = named_by_content ? Caching::forever : Caching::revalidated,
                .gzip = gzip};
}

}  // namespace trigo
