// A file of zones, lines and masks: what is accepted can be worked with.
#include "app/scene_config.hpp"
#include "memory_file.hpp"
#include "property.hpp"

namespace trigo {
namespace {

void check_areas(const ScenePlan& plan) {
  TRIGO_CHECK(plan.zones.size() <= most_areas && plan.lines.size() <= most_areas &&
              plan.masks.size() <= most_areas);
  for (const Zone& zone : plan.zones) TRIGO_CHECK(!polygon_fault(zone.polygon));
  for (const Mask& mask : plan.masks) TRIGO_CHECK(!polygon_fault(mask.polygon));
  for (const CrossingLine& line : plan.lines) TRIGO_CHECK(!line_fault(line.from, line.to));
}

void check_file(const std::uint8_t* bytes, std::size_t size) {
  static MemoryFile file;
  file.hold(bytes, size);
  const auto plan = load_scene_plan(file.path(), {"person"});
  if (!plan) return check_refusal(plan.error());
  check_areas(*plan);
  Detections detections{{{1, 1, 5, 9}, 0.5F, 0}, {{60, 10, 64, 48}, 0.9F, 0}};
  remove_masked(plan->masks, {64, 48}, detections);
  TRIGO_CHECK(!plan->masks.empty() || detections.size() == 2);
}

}  // namespace
}  // namespace trigo

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  trigo::check_file(bytes, size);
  return 0;
}
