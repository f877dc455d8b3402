#pragma once

namespace trigo {

/// Prints what was expected and where, then aborts.
[[noreturn]] void check_failed(const char* expression, const char* file, int line);

}  // namespace trigo

/// For our own bugs only: what can go wrong outside the program is a Result.
#define TRIGO_CHECK(expression)                         \
  (static_cast<bool>(expression) ? static_cast<void>(0) \
                                 : ::trigo::check_failed(#expression, __FILE__, __LINE__))
