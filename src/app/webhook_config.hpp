#pragma once

#include <filesystem>
#include <vector>

#include "app/config.hpp"
#include "app/config_reader.hpp"

namespace trigo {

/// Reads a section of webhooks by their names. What is wrong is left out, and a fault that shows
/// neither secrets nor URLs. Relative files are taken from `folder`.
std::vector<WebhookConfig> read_webhooks(ConfigSection& section,
                                         const std::filesystem::path& folder);

}  // namespace trigo
