#include "bench/find_max.hpp"

#include <algorithm>

#include "base/check.hpp"

namespace trigo {

bool KeepsUp::operator()(const BenchFigures& figures) const {
  return figures.percent_of_due() >= least_percent && figures.age_ms.p95 &&
         *figures.age_ms.p95 <= age_p95_ms;
}

Result<int> find_max(int first, int limit, const std::function<Result<bool>(int)>& holds) {
  TRIGO_CHECK(first >= 1 && first <= limit);
  int good = 0;
  int bad = limit + 1;
  int next = first;
  while (bad - good > 1) {
    auto held = holds(next);
    if (!held) return pass_on(held);
    (*held ? good : bad) = next;
    next = bad > limit ? std::min(2 * good, limit) : good + (bad - good) / 2;
  }
  return good;
}

}  // namespace trigo
