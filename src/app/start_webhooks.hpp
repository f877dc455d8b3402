#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "app/config.hpp"
#include "base/wakes.hpp"
#include "events/event_writer.hpp"
#include "sinks/event_sink.hpp"

namespace trigo {

/// Of the cursors that the writer is to keep.
std::vector<std::string> names_of(const std::vector<WebhookConfig>& webhooks);

/// Tells each of the config's webhooks what is on record in `file`, from where it was. `news` wakes
/// after each commit; the clock and the writer outlive the sinks. Errors: invalid_argument.
Result<EventSinks> start_webhooks(const Config& config, const std::filesystem::path& file,
                                  Clock& clock, EventWriter& writer, const Wakes& news);

}  // namespace trigo
