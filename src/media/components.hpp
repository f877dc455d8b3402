#pragma once

#include <cstdint>
#include <memory>
#include <vector>

extern "C" {
#include <libavutil/pixdesc.h>
}

#include "base/geometry.hpp"
#include "base/result.hpp"
#include "media/picture.hpp"

namespace trigo {

/// Whether the numbers of this format are Y'CbCr or grey. All else (RGB, palettes, XYZ) becomes
/// BT.601 in full range.
bool keeps_its_colors(AVPixelFormat format);

/// Whether its numbers use all of 0 … 255, as what it says of itself or else its format tells.
bool is_full_range(const AVFrame& image);

/// 8-bit numbers, some of a picture's.
struct Plane {
  const std::uint8_t* bytes;
  int stride;
  Size size;
};

/// Reads the crop of an image in any pixel format as three planes of 8 bits: Y, Cb and Cr, or red,
/// green and blue. Numbers of other depths are rounded to the nearest. Copies nothing of formats
/// that have such planes. Thread-bound.
class Components {
 public:
  /// `image` must outlive it. Errors: invalid_argument for what libswscale does not read.
  static Result<Components> open(const AVFrame& image, const PictureTransform& transform,
                                 bool full_range);

  bool are_rgb() const { return rgb_; }
  bool has_chroma() const { return rgb_ || traits_->nb_components >= 3; }
  /// How many pixels, across and down, each number of Cb and Cr stands for.
  Size chroma_step() const;
  /// Valid until the next call and as long as this.
  Plane read(int component);

 private:
  Components(const AVFrame& image, const PictureTransform& transform, bool full_range);

  Plane unpack(int component, int left, int top, Size size);
  void unpack_row(int component, int left, int y, int width, std::uint8_t* to);

  FrameHandle converted_;  // Of what only libswscale reads.
  const AVFrame* image_;
  const AVPixFmtDescriptor* traits_;
  int left_;
  int top_;
  Size size_;
  bool full_range_;
  bool rgb_;
  std::unique_ptr<std::uint8_t[]> unpacked_;  // A plane's.
  std::vector<std::uint16_t> row_;
};

}  // namespace trigo
