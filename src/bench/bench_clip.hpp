#pragma once

#include <string>
#include <vector>

#include "base/geometry.hpp"
#include "base/result.hpp"
#include "decode/schedule.hpp"

namespace trigo {

/// A file to be played by many streams.
struct BenchClip {
  std::string path;
  Size picture;
  double picture_period_s = 0.04;
};

/// Opens a file and decodes its first picture. Errors: invalid_argument (no such file, no video, no
/// picture in it; something else than a file).
Result<BenchClip> look_at_clip(const std::string& path);

/// How many detections a second a stream of this clip is asked for.
double due_per_s(const Cadence& cadence, const BenchClip& clip);

/// When each stream starts, in seconds: rising over about `spread_s`, so that key frames do not
/// come all at once, and in steps such that their places within the detection period `period_s`
/// are its 0, 1/n, … (n-1)/n: each once.
std::vector<double> start_offsets(int streams, double period_s, double spread_s);

}  // namespace trigo
