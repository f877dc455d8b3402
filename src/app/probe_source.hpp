#pragma once

#include <optional>
#include <stop_token>
#include <string>

#include "base/geometry.hpp"
#include "base/result.hpp"
#include "source/input_settings.hpp"
#include "source/source_url.hpp"

namespace trigo {

/// What a source gave when it was tried.
struct ProbedSource {
  std::string codec;
  Size picture;  // Upright.
  double declared_fps = 0;
  std::optional<double> measured_fps;  // Pictures a second that came; by stamps if it has an end.
  double duration_s = 0;               // 0: it has no end, or none is known.
  std::string jpeg;                    // Its first picture, at most 640 pixels wide.
};

/// Opens the source as a stream does, and watches it until its first picture and for about a
/// second. Gives up after `input.timeout`, at most 10 s, without an answer, and after 10 s without
/// a picture; ends soon once `stop` is requested. Errors: those of VideoInput::open(); unavailable
/// if no picture comes; cancelled.
Result<ProbedSource> probe_source(const SourceUrl& source, const InputSettings& input,
                                  std::stop_token stop);

}  // namespace trigo
