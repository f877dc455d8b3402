#include "app/webhook_config.hpp"

#include <utility>

#include <fmt/format.h>

#include "app/config_text.hpp"
#include "base/ids.hpp"
#include "events/event_record.hpp"
#include "sinks/http_post.hpp"
#include "sinks/webhook.hpp"

namespace trigo {
namespace {

using namespace std::chrono_literals;

constexpr const char* example_url = "https://10.0.0.7:9000/trigo";

std::string read_url(const ConfigValue& value) {
  const auto url = value.hidden().text();
  if (!url) return {};
  if (const auto shown = shown_http_url(*url); !shown)
    value.refuse(fmt::format("{}; write it as in {}", shown.error().message, example_url));
  return *url;
}

std::string read_secret(const ConfigValue& value) {
  const auto secret = value.hidden().text();
  if (!secret) return {};
  if (const auto key = signing_key(*secret); !key) value.refuse(key.error().message);
  return *secret;
}

std::filesystem::path read_ca_file(const ConfigValue& value, const std::filesystem::path& folder) {
  const auto name = value.text();
  if (!name) return {};
  std::filesystem::path file = folder / *name;
  std::error_code failed;
  if (!std::filesystem::is_regular_file(file, failed))
    value.refuse_value("a file with certificates (PEM)");
  return file;
}

/// The elements of a list; `read` gives each one, or adds a fault.
template <typename Read>
std::vector<std::string> read_list(const ConfigValue& value, const std::string& example,
                                   Read read) {
  const auto items = value.list(fmt::format("a list, as in {}", example));
  if (!items) return {};
  if (items->empty()) value.refuse(fmt::format("is empty; name one, as in {}", example));
  std::vector<std::string> list;
  for (const ConfigValue& item : *items)
    if (std::optional<std::string> text = read(item)) list.push_back(*std::move(text));
  return list;
}

std::optional<std::string> read_name(const ConfigValue& value) {
  auto name = value.text();
  if (name && !is_stream_name(*name)) {
    value.refuse_value("a name made of 1 to 64 of a-z, 0-9, '_' and '-'");
    return std::nullopt;
  }
  return name;
}

std::optional<std::string> read_type(const ConfigValue& value) {
  static const std::vector<std::string> types(event_types.begin(), event_types.end());
  const auto place = value.choice(types);
  return place ? std::optional(types[*place]) : std::nullopt;
}

void read_filter(ConfigSection& section, SinkFilter& filter) {
  if (const auto value = section.find("streams"))
    filter.streams = read_list(*value, "[yard]", read_name);
  if (const auto value = section.find("zones"))
    filter.places = read_list(*value, "[gate]", read_name);
  if (const auto value = section.find("types"))
    filter.types = read_list(*value, "[entered, left]", read_type);
}

WebhookConfig read_webhook(ConfigSection& section, const ConfigValue& owner,
                           const std::filesystem::path& folder) {
  WebhookConfig webhook;
  const auto url = section.find("url");
  if (url) webhook.url = read_url(*url);
  if (const auto value = section.find("secret")) webhook.secret = read_secret(*value);
  section.read("timeout", webhook.timeout, {1s, 60s});
  if (const auto value = section.find("ca")) webhook.ca_file = read_ca_file(*value, folder);
  read_filter(section, webhook.filter);
  if (section.refuse_unknown() && !url)
    owner.refuse(fmt::format("has no 'url'; give it one, as in {}", example_url));
  return webhook;
}

}  // namespace

std::vector<WebhookConfig> read_webhooks(ConfigSection& section,
                                         const std::filesystem::path& folder) {
  std::vector<WebhookConfig> webhooks;
  for (const auto& [name, place, value] : section.entries()) {
    if (!is_stream_name(name)) {
      section.refuse_key(name, fmt::format("has '{}', which is not made of 1 to 64 of a-z, 0-9, "
                                           "'_' and '-'; rename it",
                                           shown(name)));
      continue;
    }
    auto inner = value.section();
    if (!inner) continue;
    webhooks.push_back(read_webhook(*inner, value, folder));
    webhooks.back().name = name;
    if (webhooks.size() == WebhookConfig::most + 1)
      section.refuse_key(name, fmt::format("has more than {} entries; remove some, or let one "
                                           "target pass events on",
                                           WebhookConfig::most));
  }
  return webhooks;
}

}  // namespace trigo
