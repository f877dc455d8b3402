#pragma once

#include <string>

#include "base/clock.hpp"
#include "sinks/event_sink.hpp"
#include "sinks/http_post.hpp"

namespace trigo {

struct WebhookSettings {
  HttpPostSettings target;
  std::string secret = {};  // "whsec_" and base64, or any text; empty: nothing is signed.
  std::string instance = {};
};

/// The bytes that a secret stands for. Errors: invalid_argument, without anything of it.
Result<std::string> signing_key(const std::string& secret);

/// `v1,` and the base64 of the HMAC-SHA256 over "ID.TIMESTAMP.BODY", as standardwebhooks.com has
/// it.
std::string webhook_signature(const std::string& key, const std::string& id,
                              std::int64_t timestamp_s, const std::string& body);

/// Posts events as JSON; docs/reference/webhooks.md. Thread-bound.
class Webhook {
 public:
  /// What is wrong with the URL or the secret is said by shown_http_url() and signing_key(), and
  /// an error here too. `clock` outlives this.
  static Result<Webhook> make(WebhookSettings settings, const Clock& clock);

  /// A Deliver: taken is what was answered with 2xx.
  tl::expected<void, Refusal> deliver(const EventRecord& event, const std::string& record,
                                      std::stop_token stop);

 private:
  Webhook(WebhookSettings settings, std::string shown_url, std::string key, const Clock& clock);

  std::string instance_;
  std::string shown_url_;
  std::string key_;  // Empty: nothing is signed.
  const Clock& clock_;
  HttpPost post_;
};

}  // namespace trigo
