#include "media/picture.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <vector>

#include <libyuv.h>

#include "base/check.hpp"
#include "media/area.hpp"
#include "media/bilinear.hpp"
#include "media/components.hpp"
#include "media/field.hpp"
#include "media/planes.hpp"
#include "media/rgb.hpp"

namespace trigo {
namespace {

constexpr int hd_rows = 720;  // From here up, unspecified colours are BT.709.
constexpr std::uint8_t neutral_chroma = 128;
constexpr double longest_stretch = 8;  // A sample aspect beyond it is taken for damage.

int half(int side) {
  return (side + 1) / 2;
}

bool is_planar_420(int format) {
  return format == AV_PIX_FMT_YUV420P || format == AV_PIX_FMT_YUVJ420P;
}

bool turns_sideways(Rotation rotation) {
  return rotation == Rotation::quarter || rotation == Rotation::three_quarters;
}

Size turned(Size size, Rotation rotation) {
  return turns_sideways(rotation) ? Size{size.height, size.width} : size;
}

ColorMatrix matrix_of(const AVFrame& image) {
  switch (image.colorspace) {
    case AVCOL_SPC_BT709:
    case AVCOL_SPC_SMPTE240M:
      return ColorMatrix::bt709;
    case AVCOL_SPC_BT2020_NCL:
    case AVCOL_SPC_BT2020_CL:
      return ColorMatrix::bt2020;
    case AVCOL_SPC_BT470BG:
    case AVCOL_SPC_SMPTE170M:
    case AVCOL_SPC_FCC:
      return ColorMatrix::bt601;
    default:
      return image.height >= hd_rows ? ColorMatrix::bt709 : ColorMatrix::bt601;
  }
}

ColorSpace color_of(const AVFrame& image) {
  const bool keeps = keeps_its_colors(static_cast<AVPixelFormat>(image.format));
  return {keeps ? matrix_of(image) : ColorMatrix::bt601, is_full_range(image)};
}

struct Orientation {
  Rotation rotation = Rotation::none;
  bool mirrored = false;
};

/// The matrix takes (p, q) to (a p + c q, b p + d q), y downwards: a clockwise turn by t has
/// a = cos t, b = sin t. With a negative determinant it mirrors as well; mirroring is ours to do
/// after the turn, so its effect on a is undone before the angle is read.
Orientation orientation_of(const std::int32_t* matrix) {
  if (matrix == nullptr) return {};
  double a = matrix[0];
  const double b = matrix[1];
  const double c = matrix[3];
  const double d = matrix[4];
  if (a == 0 && b == 0) return {};
  const bool mirrored = a * d - b * c < 0;
  if (mirrored) a = -a;
  const long quarters = std::lround(std::atan2(b, a) / (std::numbers::pi / 2));
  return {static_cast<Rotation>((quarters + 4) % 4), mirrored};
}

/// `size` with its sides in proportion to what pixels that are `stretch` times as wide as high
/// show; 0: not known.
Size made_square(Size size, double stretch) {
  if (stretch == 0 || stretch == 1) return size;
  int& longer = stretch > 1 ? size.width : size.height;
  int& shorter = stretch > 1 ? size.height : size.width;
  const double factor = std::max(stretch, 1 / stretch);
  if (longer * factor <= longest_side)
    longer = static_cast<int>(std::lround(longer * factor));
  else
    shorter = std::max(1, static_cast<int>(std::lround(shorter / factor)));
  return size;
}

double stretch_of(AVRational aspect) {
  if (aspect.num <= 0 || aspect.den <= 0) return 0;
  const double stretch = av_q2d(aspect);
  return stretch > longest_stretch || stretch < 1 / longest_stretch ? 0 : stretch;
}

Size halved(Size size) {
  return {half(size.width), half(size.height)};
}

/// By how much libyuv can shrink a plane of `from` on its way to `to`: 4, 2 or, if not at all, 1.
/// These two it does quickly, and rounds to the nearest.
int quick_step(Size from, Size to) {
  for (const int step : {4, 2})
    if (from.width % step == 0 && from.height % step == 0 && from.width >= step * to.width &&
        from.height >= step * to.height)
      return step;
  return 1;
}

void scale_with_libyuv(const Plane& from, std::uint8_t* to, int to_stride, Size to_size,
                       libyuv::FilterMode mode) {
  libyuv::ScalePlane(from.bytes, from.stride, from.size.width, from.size.height, to, to_stride,
                     to_size.width, to_size.height, mode);
}

/// The mean of all that a pixel covers.
void shrink(const Plane& from, std::uint8_t* to, int to_stride, Size to_size) {
  const int step = quick_step(from.size, to_size);
  const Size smaller{from.size.width / step, from.size.height / step};
  if (step == 1) return scale_area(from.bytes, from.stride, from.size, to, to_stride, to_size);
  if (smaller == to_size)
    return scale_with_libyuv(from, to, to_stride, to_size, libyuv::kFilterBox);
  thread_local std::vector<std::uint8_t> between;
  between.resize(static_cast<std::size_t>(smaller.width) * smaller.height);
  scale_with_libyuv(from, between.data(), smaller.width, smaller, libyuv::kFilterBox);
  scale_area(between.data(), smaller.width, smaller, to, to_stride, to_size);
}

void scale_plane(const Plane& from, std::uint8_t* to, int to_stride, Size to_size,
                 ScaleFilter filter) {
  const Size size = from.size;
  const bool is_smooth = filter == ScaleFilter::smooth;
  const bool grows = to_size.width > size.width || to_size.height > size.height;
  if (is_smooth && grows)  // libyuv would move the picture by half a pixel.
    return scale_bilinear(from.bytes, from.stride, size, {1, 1}, to, to_stride, to_size);
  const bool is_much_smaller = 2 * to_size.width <= size.width || 2 * to_size.height <= size.height;
  if (is_smooth && is_much_smaller) return shrink(from, to, to_stride, to_size);
  scale_with_libyuv(from, to, to_stride, to_size, libyuv::kFilterBilinear);
}

/// Scales the three components; grey ones have only luma.
void scale_components(Components& components, Size whole, const YuvView& to, ScaleFilter filter) {
  std::uint8_t* const targets[] = {to.y, to.u, to.v};
  const int strides[] = {to.y_stride, to.u_stride, to.v_stride};
  for (int i = 0; i < 3; ++i) {
    const Size size = i == 0 ? to.size : to.chroma();
    if (i > 0 && !components.has_chroma()) {
      libyuv::SetPlane(targets[i], strides[i], size.width, size.height, neutral_chroma);
      continue;
    }
    const Plane from = components.read(i);
    if (filter == ScaleFilter::bilinear && to.full_chroma) {
      const Size step = i == 0 ? Size{1, 1} : components.chroma_step();
      scale_bilinear(from.bytes, from.stride, whole, step, targets[i], strides[i], size);
    } else {
      scale_plane(from, targets[i], strides[i], size, filter);
    }
  }
}

/// Calls `work` with each plane of both: bytes, stride, size.
template <typename Work>
void for_each_plane(const YuvView& from, const YuvView& to, Work work) {
  work(from.y, from.y_stride, from.size, to.y, to.y_stride);
  work(from.u, from.u_stride, from.chroma(), to.u, to.u_stride);
  work(from.v, from.v_stride, from.chroma(), to.v, to.v_stride);
}

void turn(const YuvView& from, Rotation rotation, const YuvView& to) {
  const auto mode = static_cast<libyuv::RotationMode>(90 * static_cast<int>(rotation));
  for_each_plane(from, to, [mode](auto* source, int stride, Size size, auto* target, int step) {
    libyuv::RotatePlane(source, stride, target, step, size.width, size.height, mode);
  });
}

void mirror(const YuvView& from, const YuvView& to) {
  for_each_plane(from, to, [](auto* source, int stride, Size size, auto* target, int step) {
    libyuv::MirrorPlane(source, stride, target, step, size.width, size.height);
  });
}

std::size_t packed_bytes(Size size, Size chroma) {
  return static_cast<std::size_t>(size.width) * size.height +
         2 * (static_cast<std::size_t>(chroma.width) * chroma.height);
}

/// Planes that lie one after the other.
YuvView packed(std::uint8_t* bytes, Size size, bool full_chroma) {
  YuvView view{.size = size, .full_chroma = full_chroma};
  const Size chroma = view.chroma();
  view.y = bytes;
  view.u = view.y + static_cast<std::size_t>(size.width) * size.height;
  view.v = view.u + static_cast<std::size_t>(chroma.width) * chroma.height;
  view.y_stride = size.width;
  view.u_stride = view.v_stride = chroma.width;
  return view;
}

/// Planes with their memory, for a moment.
struct Scratch {
  Scratch(Size size, bool full_chroma)
      : bytes(std::make_unique_for_overwrite<std::uint8_t[]>(
            packed_bytes(size, full_chroma ? size : halved(size)))),
        view(packed(bytes.get(), size, full_chroma)) {}

  std::unique_ptr<std::uint8_t[]> bytes;
  YuvView view;
};

/// Red, green and blue are scaled as if they were Y, Cb and Cr, so that few are converted.
void scale_rgb(Components& components, Size whole, const YuvView& to, ScaleFilter filter) {
  const Scratch scaled(to.size, true);
  const YuvView& yuv = scaled.view;
  scale_components(components, whole, yuv, filter);
  convert_rgb(yuv);
  libyuv::CopyPlane(yuv.y, yuv.y_stride, to.y, to.y_stride, to.size.width, to.size.height);
  scale_plane({yuv.u, yuv.u_stride, to.size}, to.u, to.u_stride, to.chroma(), ScaleFilter::smooth);
  scale_plane({yuv.v, yuv.v_stride, to.size}, to.v, to.v_stride, to.chroma(), ScaleFilter::smooth);
}

Result<void> scale_only(const Picture& picture, const YuvView& to, ScaleFilter filter) {
  const PictureTransform& transform = picture.transform();
  auto components = Components::open(picture.image(), transform, picture.color().full_range);
  if (!components) return pass_on(components);
  const auto scale = components->are_rgb() ? scale_rgb : scale_components;
  scale(*components, transform.crop, to, filter);
  return {};
}

}  // namespace

Picture::Picture(std::shared_ptr<const AVFrame> image, const PictureTransform& transform)
    : image_(std::move(image)), transform_(transform) {
  TRIGO_CHECK(image_ && !transform.crop.empty() && !transform.picture.empty());
  TRIGO_CHECK(transform.crop_left >= 0 && transform.crop_top >= 0 &&
              transform.crop_left + transform.crop.width <= image_->width &&
              transform.crop_top + transform.crop.height <= image_->height);
  color_ = color_of(*image_);
}

PictureTransform upright_transform(const AVFrame& image, AVRational stream_sample_aspect,
                                   const std::int32_t* display_matrix) {
  PictureTransform transform;
  transform.crop_left = static_cast<int>(image.crop_left);
  transform.crop_top = static_cast<int>(image.crop_top);
  transform.crop = {image.width - static_cast<int>(image.crop_left + image.crop_right),
                    image.height - static_cast<int>(image.crop_top + image.crop_bottom)};
  const Orientation orientation = orientation_of(display_matrix);
  transform.rotation = orientation.rotation;
  transform.mirrored = orientation.mirrored;

  // The container's word counts before the codec's, as in av_guess_sample_aspect_ratio().
  double stretch = stretch_of(stream_sample_aspect);
  if (stretch == 0) stretch = stretch_of(image.sample_aspect_ratio);
  transform.picture = turned(made_square(transform.crop, stretch), transform.rotation);
  return transform;
}

Picture make_upright(std::shared_ptr<AVFrame> image, AVRational stream_sample_aspect,
                     const std::int32_t* display_matrix) {
  PictureTransform transform = upright_transform(*image, stream_sample_aspect, display_matrix);
  if (is_interlaced(*image)) {
    image->colorspace = libav_name(matrix_of(*image));  // Guessed by all its rows.
    keep_first_field(*image, transform);
  }
  return {std::move(image), transform};
}

Size YuvView::chroma() const {
  return full_chroma ? size : halved(size);
}

I420Image::I420Image(Size size) : size_(size) {
  TRIGO_CHECK(!size.empty());
  bytes_ = std::make_unique_for_overwrite<std::uint8_t[]>(packed_bytes(size, halved(size)));
}

YuvView I420Image::view() {
  return packed(bytes_.get(), size_, false);
}

Result<void> scale_into(const Picture& picture, const YuvView& target, ScaleFilter filter) {
  TRIGO_CHECK(!picture.size().empty() && !target.size.empty());
  const PictureTransform& transform = picture.transform();
  const bool turns = transform.rotation != Rotation::none;
  if (!turns && !transform.mirrored) return scale_only(picture, target, filter);

  // Scaled first, so that only the small one is turned.
  const Scratch scaled(turned(target.size, transform.rotation), target.full_chroma);
  if (auto done = scale_only(picture, scaled.view, filter); !done) return done;
  if (!turns) {
    mirror(scaled.view, target);
  } else if (!transform.mirrored) {
    turn(scaled.view, transform.rotation, target);
  } else {
    const Scratch upright(target.size, target.full_chroma);
    turn(scaled.view, transform.rotation, upright.view);
    mirror(upright.view, target);
  }
  return {};
}

Picture in_planes(const Picture& picture) {
  const PictureTransform& transform = picture.transform();
  const bool turned = transform.rotation != Rotation::none || transform.mirrored;
  if (!turned && is_planar_420(picture.image().format)) return picture;
  const Size size = picture.size();
  FrameHandle planes = make_planes(size, picture.color());
  if (!planes || !scale_into(picture, view_of(*planes))) return {};
  return {std::shared_ptr<const AVFrame>(std::move(planes)), {.crop = size, .picture = size}};
}

Picture part_of(const Picture& picture, const Box& box) {
  const PictureTransform& whole = picture.transform();
  TRIGO_CHECK(whole.rotation == Rotation::none && !whole.mirrored);
  const double x_scale = static_cast<double>(whole.crop.width) / whole.picture.width;
  const double y_scale = static_cast<double>(whole.crop.height) / whole.picture.height;
  const Box inside = clipped(box, whole.picture);
  // Chroma begins at even places.
  const int left = static_cast<int>(inside.left * x_scale) / 2 * 2;
  const int top = static_cast<int>(inside.top * y_scale) / 2 * 2;
  const int right = std::min(static_cast<int>(std::ceil(inside.right * x_scale)), whole.crop.width);
  const int bottom =
      std::min(static_cast<int>(std::ceil(inside.bottom * y_scale)), whole.crop.height);
  PictureTransform part;
  part.crop_left = whole.crop_left + left;
  part.crop_top = whole.crop_top + top;
  part.crop = {std::max(right - left, 1), std::max(bottom - top, 1)};
  part.picture = {std::max(static_cast<int>(std::lround(part.crop.width / x_scale)), 1),
                  std::max(static_cast<int>(std::lround(part.crop.height / y_scale)), 1)};
  return {picture.shared_image(), part};
}

}  // namespace trigo
