// MOT text: what is accepted are boxes, what is refused is named by its line.
#include <cmath>

#include "detect/replay.hpp"
#include "detect/yolox_head.hpp"
#include "memory_file.hpp"
#include "property.hpp"

namespace trigo {
namespace {

void check_answers(DetectorModel& model) {
  constexpr std::int64_t looked_at = 20;
  const auto detector = model.make_detector();
  TRIGO_CHECK(detector);
  for (std::int64_t sequence = 0; sequence < looked_at; ++sequence) {
    const Frame frame{.sequence = sequence};
    const auto answers = (*detector)->detect({&frame, 1});
    TRIGO_CHECK(answers.size() == 1 && answers[0]);
    for (const Detection& one : *answers[0]) {
      TRIGO_CHECK(one.score >= lowest_score && one.score <= 1 && one.class_id == 0);
      TRIGO_CHECK(one.box.left < one.box.right && one.box.top < one.box.bottom);
      TRIGO_CHECK(std::isfinite(one.box.area()));
    }
  }
}

void check_file(const std::uint8_t* bytes, std::size_t size) {
  static MemoryFile file;
  file.hold(bytes, size);
  const auto model = ReplayModel::load(file.path());
  if (model) return check_answers(**model);
  check_refusal(model.error());
  TRIGO_CHECK(model.error().message.starts_with(file.path() + ":"));
}

}  // namespace
}  // namespace trigo

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  trigo::check_file(bytes, size);
  return 0;
}
