#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "app/config_reader.hpp"
#include "base/result.hpp"

namespace trigo {

/// Lets `read` take in a JSON object from somebody who may not read our environment: a section of
/// the configuration under that name, in which ${NAME} stays as it is. Errors: invalid_argument,
/// the first fault of the text as "LINE:COLUMN: what is wrong; what to do".
Result<void> read_json_section(std::string_view text, const std::string& name,
                               const std::function<void(ConfigSection&)>& read);

}  // namespace trigo
