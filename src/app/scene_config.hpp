#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "app/config_reader.hpp"
#include "presence/scene_plan.hpp"

namespace trigo {

/// Reads the keys `zones`, `lines` and `masks` of a section. `classes`: what is looked for, to
/// which those of zones and lines must belong. What is wrong is left out, and a fault.
ScenePlan read_scene_plan(ConfigSection& section, const std::vector<std::string>& classes);

/// Reads a YAML file with these keys and no others. Errors: as of load_config().
Result<ScenePlan> load_scene_plan(const std::filesystem::path& file,
                                  const std::vector<std::string>& classes);

}  // namespace trigo
