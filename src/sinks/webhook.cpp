#include "sinks/webhook.hpp"

#include <array>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include "base/check.hpp"
#include "base/log.hpp"
#include "events/event_json.hpp"

namespace trigo {
namespace {

constexpr std::string_view encoded_prefix = "whsec_";

const unsigned char* bytes_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

/// Nothing if it is not base64 with all its padding.
std::optional<std::string> decode_base64(std::string_view text) {
  constexpr std::string_view alphabet =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  const auto digits = text.find_last_not_of('=') + 1;
  const auto padding = text.size() - digits;
  if (text.empty() || text.size() % 4 != 0 || padding > 2) return std::nullopt;
  if (text.substr(0, digits).find_first_not_of(alphabet) != text.npos) return std::nullopt;
  std::string decoded(text.size() / 4 * 3, '\0');
  const int length = EVP_DecodeBlock(reinterpret_cast<unsigned char*>(decoded.data()),
                                     bytes_of(text), static_cast<int>(text.size()));
  if (length < 0) return std::nullopt;
  decoded.resize(static_cast<std::size_t>(length) - padding);
  return decoded;
}

std::string encode_base64(std::span<const unsigned char> bytes) {
  std::string encoded((bytes.size() + 2) / 3 * 4 + 1, '\0');  // It ends it with a zero.
  const int length = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(encoded.data()), bytes.data(),
                                     static_cast<int>(bytes.size()));
  encoded.resize(static_cast<std::size_t>(length));
  return encoded;
}

bool is_success(int status) {
  return status >= 200 && status < 300;
}

}  // namespace

Result<std::string> signing_key(const std::string& secret) {
  if (!secret.starts_with(encoded_prefix)) return secret;
  auto key = decode_base64(std::string_view(secret).substr(encoded_prefix.size()));
  if (!key)
    return fail(ErrorKind::invalid_argument,
                "begins with 'whsec_', but what follows is no base64; copy all of it");
  return *std::move(key);
}

std::string webhook_signature(const std::string& key, const std::string& id,
                              std::int64_t timestamp_s, const std::string& body) {
  const std::string content = fmt::format("{}.{}.{}", id, timestamp_s, body);
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned length = 0;
  TRIGO_CHECK(HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), bytes_of(content),
                   content.size(), digest.data(), &length) != nullptr);
  return "v1," + encode_base64(std::span(digest).first(length));
}

Result<Webhook> Webhook::make(WebhookSettings settings, const Clock& clock) {
  auto shown = shown_http_url(settings.target.url);
  if (!shown) return pass_on(shown);
  auto key = signing_key(settings.secret);
  if (!key) return pass_on(key);
  return Webhook(std::move(settings), std::move(*shown), std::move(*key), clock);
}

Webhook::Webhook(WebhookSettings settings, std::string shown_url, std::string key,
                 const Clock& clock)
    : instance_(std::move(settings.instance)),
      shown_url_(std::move(shown_url)),
      key_(std::move(key)),
      clock_(clock),
      post_(std::move(settings.target)) {}

tl::expected<void, Refusal> Webhook::deliver(const EventRecord& event, const std::string& record,
                                             std::stop_token stop) {
  using nlohmann::json;
  json told = record_json(event);
  told["instance"] = instance_;
  // Bytes that are no text must not stop what comes after them.
  const std::string body = told.dump(-1, ' ', false, json::error_handler_t::replace);
  const std::string id = fmt::format("evt_{}_{}", record, event.id);
  const std::int64_t now_s = to_utc_us(clock_.utc()) / 1'000'000;
  std::vector<std::string> headers{"content-type: application/json", "webhook-id: " + id,
                                   fmt::format("webhook-timestamp: {}", now_s)};
  if (!key_.empty())
    headers.push_back("webhook-signature: " + webhook_signature(key_, id, now_s, body));

  const auto answer = post_.post(body, headers, std::move(stop));
  const auto refused = [&](const std::string& why, Duration wait = {}) {
    return tl::unexpected(Refusal{fmt::format("POST {}: {}", shown_url_, why), wait});
  };
  if (!answer) return refused(without_passwords(answer.error().message));
  if (!is_success(answer->status))
    return refused(fmt::format("answered {}", answer->status), answer->retry_after);
  return {};
}

}  // namespace trigo
