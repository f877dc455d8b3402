#pragma once

#include <string>
#include <utility>

#include <tl/expected.hpp>

namespace trigo {

/// What the caller can do about a failure. Few on purpose: details go in the message.
enum class ErrorKind {
  invalid_argument,  // The operator's input is wrong: retrying cannot help. Exit code 2.
  unavailable,       // The outside world failed: retrying later may help. Exit code 1.
  end_of_stream,     // Nothing more will come.
  cancelled,         // Stop was requested.
};

/// A failure, for a person to read.
struct Error {
  ErrorKind kind;
  std::string message;  // A phrase without a full stop: what, where, why, what to do.
};

/// A value or an Error. [[nodiscard]], so an ignored failure does not compile.
template <typename T>
class [[nodiscard]] Result : public tl::expected<T, Error> {
 public:
  using tl::expected<T, Error>::expected;
};

/// Converts to any Result: `return fail(ErrorKind::unavailable, "open rtsp://gate: timed out");`
using Failure = tl::unexpected<Error>;

inline Failure fail(ErrorKind kind, std::string message) {
  return Failure({kind, std::move(message)});
}

/// Hands an Error on: `if (!input) return pass_on(input);`
template <typename T>
Failure pass_on(Result<T>& failed) {
  return Failure(std::move(failed.error()));
}

}  // namespace trigo
