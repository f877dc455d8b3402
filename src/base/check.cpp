#include "base/check.hpp"

#include <cstdio>
#include <cstdlib>

namespace trigo {

void check_failed(const char* expression, const char* file, int line) {
  std::fprintf(stderr, "trigo: a bug: %s does not hold at %s:%d\n", expression, file, line);
  std::abort();
}

}  // namespace trigo
