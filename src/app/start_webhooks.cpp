#include "app/start_webhooks.hpp"

#include <memory>
#include <utility>

#include <fmt/format.h>

#include "sinks/webhook.hpp"

namespace trigo {

std::vector<std::string> names_of(const std::vector<WebhookConfig>& webhooks) {
  std::vector<std::string> names;
  for (const WebhookConfig& webhook : webhooks) names.push_back(webhook.name);
  return names;
}

Result<EventSinks> start_webhooks(const Config& config, const std::filesystem::path& file,
                                  Clock& clock, EventWriter& writer, const Wakes& news) {
  EventSinks sinks;
  for (const WebhookConfig& webhook : config.webhooks) {
    auto made = Webhook::make({.target = {webhook.url, webhook.timeout, webhook.ca_file},
                               .secret = webhook.secret,
                               .instance = config.instance},
                              clock);
    if (!made)
      return fail(ErrorKind::invalid_argument,
                  fmt::format("webhook {}: {}", webhook.name, made.error().message));
    // A std::function must be copied.
    const auto shared = std::make_shared<Webhook>(std::move(*made));
    const Deliver deliver = [shared](const EventRecord& event, const std::string& record,
                                     std::stop_token stop) {
      return shared->deliver(event, record, std::move(stop));
    };
    sinks.push_back(std::make_unique<EventSink>(SinkSettings{webhook.name, file, webhook.filter},
                                                deliver, clock, writer, news));
  }
  return sinks;
}

}  // namespace trigo
