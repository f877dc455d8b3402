#pragma once

#include <cstdint>
#include <memory>

#include "base/geometry.hpp"
#include "base/result.hpp"
#include "media/handles.hpp"

namespace trigo {

inline constexpr int longest_side = 16'384;  // Of a picture, decoded or upright; pixels.

/// Quarter turns clockwise that make a decoded picture upright.
enum class Rotation { none, quarter, half, three_quarters };

/// How a decoder's picture becomes the upright, square-pixel, cropped one: cut out `crop`, turn it
/// clockwise by `rotation`, then mirror it left to right if `mirrored`, then stretch it to
/// `picture`. The one place where the two pixel spaces meet.
struct PictureTransform {
  int crop_left = 0;  // Decoder pixels.
  int crop_top = 0;
  Size crop;
  Rotation rotation = Rotation::none;
  bool mirrored = false;
  Size picture;

  bool operator==(const PictureTransform&) const = default;
};

enum class ColorMatrix { bt601, bt709, bt2020 };

/// What the numbers in a picture's planes mean.
struct ColorSpace {
  ColorMatrix matrix = ColorMatrix::bt601;
  bool full_range = false;  // 0 … 255 instead of 16 … 235.

  bool operator==(const ColorSpace&) const = default;
};

/// One immutable decoded picture. Copying shares the pixels. Speaks the pixels of the upright
/// picture; whose memory it is and how the decoder laid it out is known to scale_into() alone.
class Picture {
 public:
  Picture() = default;  // Empty: size() is 0 x 0. May only be destroyed, assigned or asked size().

  /// `image` holds host memory in any pixel format that libswscale reads. Unspecified colour
  /// properties are guessed as players do: BT.709 from 720 rows up, limited range unless the pixel
  /// format says otherwise.
  Picture(std::shared_ptr<const AVFrame> image, const PictureTransform& transform);

  Size size() const { return transform_.picture; }
  const PictureTransform& transform() const { return transform_; }
  ColorSpace color() const { return color_; }
  const AVFrame& image() const { return *image_; }
  /// The pixels' identity and their life; null if empty.
  const std::shared_ptr<const AVFrame>& shared_image() const { return image_; }

 private:
  std::shared_ptr<const AVFrame> image_;
  PictureTransform transform_;
  ColorSpace color_;
};

/// Works out the transform of a decoded image: its crop fields, its sample aspect ratio (pixels
/// are stretched, and shrunk only where a side would be above longest_side; sides are rounded to
/// whole pixels) and the display matrix, if there is one (9 numbers as libav stores them; turns
/// that are no multiple of 90 degrees are rounded to the nearest).
PictureTransform upright_transform(const AVFrame& image, AVRational stream_sample_aspect,
                                   const std::int32_t* display_matrix);

/// The upright picture of what a decoder gave; the arguments are those of upright_transform(). Of
/// interlaced images it shows the field that was seen first, see field.hpp.
Picture make_upright(std::shared_ptr<AVFrame> image, AVRational stream_sample_aspect,
                     const std::int32_t* display_matrix);

/// Planes of 8-bit YUV in somebody else's memory. The chroma planes are (width+1)/2 x (height+1)/2
/// (4:2:0), or with `full_chroma` as large as the luma plane (4:4:4).
struct YuvView {
  std::uint8_t* y = nullptr;
  int y_stride = 0;
  std::uint8_t* u = nullptr;
  int u_stride = 0;
  std::uint8_t* v = nullptr;
  int v_stride = 0;
  Size size;
  bool full_chroma = false;

  Size chroma() const;
};

/// Planes of 8-bit 4:2:0 with their memory, packed one after the other.
class I420Image {
 public:
  explicit I420Image(Size size);
  Size size() const { return size_; }
  YuvView view();

 private:
  Size size_;
  std::unique_ptr<std::uint8_t[]> bytes_;
};

/// How pixels are made of others.
enum class ScaleFilter {
  smooth,    // The mean of all that a pixel covers when shrinking: for people to look at.
  bilinear,  // The four nearest, see scale_bilinear(): what detectors were trained on.
};

/// Fills the whole of `target` with the upright picture, scaled. Reentrant; blocks for the time of
/// the copy only. Values keep the meaning of `picture.color()`; formats other than 8-bit 4:2:0 are
/// converted. No allocation on the common path (planar 4:2:0, not rotated). Errors:
/// invalid_argument for a format that cannot be converted.
Result<void> scale_into(const Picture& picture, const YuvView& target,
                        ScaleFilter filter = ScaleFilter::smooth);

/// The same picture as unturned 8-bit planes of 4:2:0, from which parts are cheap to take: itself
/// if it is that already, else a converted copy. Empty if it cannot be converted.
Picture in_planes(const Picture& picture);

/// What lies inside `box` (picture pixels, which must overlap the picture) as a picture of its own,
/// in whole pixels outwards. Shares the pixels. Of unturned pictures only, see in_planes().
Picture part_of(const Picture& picture, const Box& box);

}  // namespace trigo
