// Sources and webhooks as a person writes them: no password in anything that is shown.
#include <string>

#include "base/ids.hpp"
#include "base/log.hpp"
#include "property.hpp"
#include "sinks/http_post.hpp"
#include "source/source_url.hpp"

namespace trigo {
namespace {

constexpr std::string_view password = "xq7opensesame";

bool shows_password(std::string_view text) {
  return text.find(password) != text.npos;
}

void check_source(const std::string& text, bool secret) {
  const auto source = parse_source(text);
  if (!source) {
    check_readable(source.error().message, text.size() + 500);
    TRIGO_CHECK(!secret || !shows_password(source.error().message));
    return;
  }
  TRIGO_CHECK(is_stream_name(source->suggested_id()));
  TRIGO_CHECK(!secret || !shows_password(source->shown()));
}

void check_webhook(const std::string& text, bool secret) {
  const auto shown = shown_http_url(text);
  if (!shown) return check_refusal(shown.error());
  TRIGO_CHECK(!secret || !shows_password(*shown));
}

/// Without what would begin another URL, or end this one.
std::string part(std::string_view text, std::string_view without) {
  std::string kept;
  for (const char c : text)
    if (without.find(c) == without.npos && static_cast<unsigned char>(c) > ' ') kept += c;
  return kept;
}

/// The input's four lines around a password that has to stay hidden.
void check_password(std::string_view text) {
  std::string_view lines[4];
  for (auto& line : lines) {
    line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(text.size(), line.size() + 1));
  }
  const std::string user = part(lines[0], ":/@?#&'\"<([,");
  const std::string before = part(lines[1], "/'\"<([,");
  const std::string after = part(lines[2], "/'\"<([,");
  const std::string rest = part(lines[3], "'\"<([,");
  const std::string path = part(lines[3], "'\"<([,?&=#");
  const std::string value = part(lines[1], "'\"&");
  std::string all;
  for (const auto& each : {user, before, after, rest, path, value}) all += each + "|";
  if (shows_password(all)) return;  // The fuzzer has learnt it by heart.
  for (const char* scheme : {"rtsp", "RTSPS", "http", "https", "concat"}) {
    const auto url = std::string(scheme) + "://" + user + ":" + before + std::string(password) +
                     after + "@" + rest;
    check_source(url, true);
    check_webhook(url, true);
    TRIGO_CHECK(!shows_password(without_passwords("open '" + url + "': refused")));
  }
  const auto query =
      "http://host/" + path + "?user=" + user + "&Password=" + value + std::string(password);
  check_source(query, true);
}

}  // namespace
}  // namespace trigo

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const std::string text(trigo::text_of(bytes, size));
  trigo::check_source(text, false);
  trigo::check_webhook(text, false);
  trigo::check_password(text);
  return 0;
}
