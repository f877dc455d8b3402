#include "source/stamp_judge.hpp"

#include <cmath>
#include <utility>

namespace trigo {

void StampJudge::packet(Instant read, double due_s) {
  if (!first_) first_ = read;
  if (after_silence(read)) begin_.reset();
  if (read - *first_ < settling) return;
  if (!begin_) {
    packets_ = 0;
    begin_ = {read, due_s};
    return;
  }
  ++packets_;
  if (read - begin_->read < window) return;
  judge(read - begin_->read, due_s - begin_->due_s);
  begin_ = {read, due_s};
  packets_ = 0;
}

bool StampJudge::after_silence(Instant read) {
  return read - std::exchange(last_, read) > silence;
}

void StampJudge::judge(Duration passed, double due_passed_s) {
  period_s_ = to_seconds(passed) / packets_;
  const double ratio = due_passed_s / to_seconds(passed);
  wrong_ = std::abs(ratio - 1) > tolerance ? wrong_ + 1 : 0;
  if (wrong_ >= windows) trusted_ = false;
}

}  // namespace trigo
