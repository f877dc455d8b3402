#pragma once

#include <filesystem>
#include <functional>

#include "app/config_reader.hpp"
#include "base/result.hpp"

namespace trigo {

/// Reads a YAML file of at most 1 MB, a mapping or empty, and lets `read` take it in. Errors:
/// invalid_argument, the first fault of the file as "FILE:LINE:COLUMN: what is wrong; what to do".
Result<void> read_config_file(const std::filesystem::path& file,
                              const std::function<void(const YamlNode&, ConfigFaults&)>& read);

}  // namespace trigo
