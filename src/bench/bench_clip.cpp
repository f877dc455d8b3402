#include "bench/bench_clip.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "base/check.hpp"
#include "decode/decodable_input.hpp"
#include "source/source_url.hpp"

namespace trigo {
namespace {

Result<Size> first_picture(VideoInput& input, Decoder& decoder) {
  while (true) {
    const auto packet = input.read({});
    if (packet)
      static_cast<void>(decoder.submit(*packet, {}));  // A refused one: the next may do.
    else
      decoder.finish();
    while (auto decoded = decoder.next())
      if (decoded->damage == Damage::none) return decoded->picture.size();
    if (!packet) return fail(ErrorKind::invalid_argument, "no picture in it could be decoded");
  }
}

}  // namespace

Result<BenchClip> look_at_clip(const std::string& path) {
  const auto source = parse_source(path);
  if (!source) return fail(source.error().kind, source.error().message);
  if (source->kind != SourceKind::file)
    return fail(ErrorKind::invalid_argument,
                source->shown() + ": the bench plays files; record a few seconds of it first");
  auto opened = open_decodable(*source, {}, {});
  if (!opened) return pass_on(opened);
  auto picture = first_picture(opened->input, opened->decoder);
  if (!picture) return fail(picture.error().kind, path + ": " + picture.error().message);
  return BenchClip{path, *picture, opened->input.format().picture_period_s};
}

double due_per_s(const Cadence& cadence, const BenchClip& clip) {
  const double pictures_per_s = 1 / clip.picture_period_s;
  if (const auto* every = std::get_if<Every>(&cadence)) return pictures_per_s / every->pictures;
  return std::min(std::get<Rate>(cadence).per_second, pictures_per_s);
}

std::vector<double> start_offsets(int streams, double period_s, double spread_s) {
  TRIGO_CHECK(streams > 0 && period_s > 0);
  // i * periods / streams, modulo one period, takes every value once if these have no factor in
  // common.
  auto periods = std::max(1, static_cast<int>(std::lround(spread_s / period_s)));
  while (std::gcd(periods, streams) != 1) ++periods;
  std::vector<double> offsets;
  for (int i = 0; i < streams; ++i) offsets.push_back(i * period_s * periods / streams);
  return offsets;
}

}  // namespace trigo
