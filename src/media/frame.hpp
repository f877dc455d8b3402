#pragma once

#include <cstdint>

#include "base/clock.hpp"
#include "base/ids.hpp"
#include "media/picture.hpp"

namespace trigo {

/// One picture of one stream, and when it was. Immutable by convention, cheap to copy.
struct Frame {
  StreamId stream;
  std::int64_t epoch = 0;  // Rises whenever continuity breaks; see docs/reference/words.md.
  std::int64_t sequence =
      0;  // Pictures decoded before this one since its input was opened: 0, 1, …
  double media_time_s = 0;  // By the stream's own clock, from the epoch's start; never falls.
  Instant arrival;          // When it should have reached us; age is measured from here.
  Picture picture;
};

}  // namespace trigo
