#pragma once

#include <compare>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "base/result.hpp"
#include "live/live_stream.hpp"

namespace trigo {

/// How a viewer wants a picture.
struct JpegOptions {
  int width = 0;         // Pixels; 0 = the picture's own. Never enlarged; the shape is kept.
  int quality = 75;      // 1 … 100
  bool overlay = false;  // Tracks drawn into it.

  auto operator<=>(const JpegOptions&) const = default;
};

/// The size that `options` give a picture of `picture` pixels: even, never enlarged; but at least
/// 16 and at most 16384 a side, even where the shape suffers.
Size jpeg_size(Size picture, const JpegOptions& options);

/// Encodes from the YUV planes, scaled before encoding; colours are those of JFIF (BT.601, full
/// range) whatever the video's are. Reentrant. Errors: invalid_argument, unavailable.
Result<std::string> encode_jpeg(const LivePicture& picture, const JpegOptions& options);

/// The same of planes whose values are those of `color`; changes them. Sides are even.
Result<std::string> encode_jpeg(const YuvView& planes, ColorSpace color, int quality);

/// An encoded picture, shared by all who asked for the same.
using Jpeg = std::shared_ptr<const std::string>;

/// Encodes on a few threads of its own, each (picture, options) once, whoever asks and however
/// many. Thread-safe.
class JpegPool {
 public:
  using Done = std::function<void(Result<Jpeg>)>;

  explicit JpegPool(int threads);
  JpegPool(const JpegPool&) = delete;
  JpegPool& operator=(const JpegPool&) = delete;
  ~JpegPool();  // Finishes what is being encoded; the rest is answered `cancelled`.

  /// Never blocks. `done` is called once, without a lock held: by a thread of the pool, or at once
  /// if the answer is there. Finished pictures are remembered while somebody else holds `picture`,
  /// and at most 256 of them.
  void encode(std::shared_ptr<const LivePicture> picture, const JpegOptions& options, Done done);
  /// Pictures encoded since construction.
  std::int64_t encoded() const;

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace trigo
