// Any stamps in any time base: media time never falls, and a source is judged without mishap.
#include <cmath>
#include <cstring>

#include "property.hpp"
#include "source/media_clock.hpp"
#include "source/stamp_judge.hpp"

namespace trigo {
namespace {

/// The input as numbers, one after the other; 0 where it has ended.
class Numbers {
 public:
  explicit Numbers(std::string_view bytes) : rest_(bytes) {}

  bool empty() const { return rest_.empty(); }
  template <typename Number>
  Number next() {
    Number number{};
    const std::size_t bytes = std::min(sizeof number, rest_.size());
    std::memcpy(&number, rest_.data(), bytes);
    rest_.remove_prefix(bytes);
    return number;
  }

 private:
  std::string_view rest_;
};

void check_clock(Numbers numbers) {
  constexpr double shortest_s = 1.0 / 240;
  const AVRational base{1 + numbers.next<std::uint16_t>(), 1 + numbers.next<std::uint16_t>() * 3};
  const double period_s = shortest_s * (1 + numbers.next<std::uint8_t>());
  MediaClock clock(base, period_s);
  double last_s = 0;
  std::int64_t stamp = 0;
  while (!numbers.empty()) {
    // Small steps and whole stamps.
    const auto kind = numbers.next<std::uint8_t>();
    stamp = kind % 4 == 0 ? numbers.next<std::int64_t>()
                          : static_cast<std::int64_t>(static_cast<std::uint64_t>(stamp) + kind);
    const auto time_s = clock.at(stamp);
    if (!time_s) {
      clock = MediaClock(base, period_s);
      last_s = 0;
      continue;
    }
    TRIGO_CHECK(std::isfinite(*time_s) && *time_s >= last_s);
    // The time of a jump that is followed, and what repairs a missing stamp.
    TRIGO_CHECK(*time_s - last_s <= std::max(MediaClock::longest_gap_s, 4 * period_s) + 1e-6);
    last_s = *time_s;
  }
}

void check_judge(Numbers numbers) {
  StampJudge judge(numbers.next<std::uint8_t>() % 2 == 0);
  Instant now(std::chrono::hours(1));
  double due_s = 0;
  bool trusted = judge.trusted();
  while (!numbers.empty()) {
    now += std::chrono::milliseconds(numbers.next<std::uint16_t>());
    due_s += numbers.next<std::uint16_t>() / 1000.0;
    judge.packet(now, due_s);
    TRIGO_CHECK(trusted || !judge.trusted());
    TRIGO_CHECK(!judge.period_s() || (std::isfinite(*judge.period_s()) && *judge.period_s() > 0));
    trusted = judge.trusted();
  }
}

}  // namespace
}  // namespace trigo

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const trigo::Numbers numbers(trigo::text_of(bytes, size));
  trigo::check_clock(numbers);
  trigo::check_judge(numbers);
  return 0;
}
