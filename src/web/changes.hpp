#pragma once

#include <functional>
#include <string>

#include <nlohmann/json.hpp>

#include "base/result.hpp"

namespace trigo {

/// What requests change, or have tried: done elsewhere, for it takes its time. Thread-safe; no call
/// blocks. `done` is called once, by another thread or at once, or never if the program ends first.
/// Errors: invalid_argument (what is asked for is wrong), unavailable (too much at once), cancelled
/// (the program is stopping).
class WebChanges {
 public:
  template <typename T>
  using Done = std::function<void(Result<T>)>;

  virtual ~WebChanges() = default;

  /// Runs the stream that `body` describes under the name `id`, in the place of the one that has
  /// it. True: there was none. Changes are made one after the other, in the order of the calls, and
  /// `done` is called before the next one.
  virtual void put(std::string id, std::string body, Done<bool> done) = 0;
  /// The same for ending it. False: there was none.
  virtual void remove(std::string id, Done<bool> done) = 0;
  /// Opens the source that `body` describes, and tells what it gives.
  virtual void probe(std::string body, Done<nlohmann::json> done) = 0;
};

}  // namespace trigo
