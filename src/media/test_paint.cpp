#include "media/test_paint.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <string_view>
#include <vector>

extern "C" {
#include <libavutil/intreadwrite.h>
#include <libavutil/pixdesc.h>
}

#include "base/check.hpp"
#include "media/luma_weights.hpp"
#include "media/planes.hpp"

namespace trigo {
namespace {

enum class Kind { yuv, grey, rgb, palette, bayer, xyz };

Kind kind_of(AVPixelFormat format) {
  const AVPixFmtDescriptor& traits = *av_pix_fmt_desc_get(format);
  if ((traits.flags & AV_PIX_FMT_FLAG_PAL) != 0) return Kind::palette;
  if ((traits.flags & AV_PIX_FMT_FLAG_BAYER) != 0) return Kind::bayer;
  if (std::string_view(traits.name).starts_with("xyz")) return Kind::xyz;
  if ((traits.flags & AV_PIX_FMT_FLAG_RGB) != 0) return Kind::rgb;
  return traits.nb_components <= 2 ? Kind::grey : Kind::yuv;
}

bool is_float(const AVPixFmtDescriptor& traits) {
  return (traits.flags & AV_PIX_FMT_FLAG_FLOAT) != 0;
}

/// Y' in 0 … 1, Cb and Cr in -0.5 … 0.5.
Color to_yuv(const Color& rgb, ColorMatrix matrix) {
  const auto [red, blue] = luma_weights(matrix);
  const double y = red * rgb[0] + (1 - red - blue) * rgb[1] + blue * rgb[2];
  return {y, (rgb[2] - y) / (2 - 2 * blue), (rgb[0] - y) / (2 - 2 * red)};
}

Color to_rgb(const Color& yuv, ColorMatrix matrix) {
  const auto [red, blue] = luma_weights(matrix);
  const double r = yuv[0] + (2 - 2 * red) * yuv[2];
  const double b = yuv[0] + (2 - 2 * blue) * yuv[1];
  return {r, (yuv[0] - red * r - blue * b) / (1 - red - blue), b};
}

/// X'Y'Z' with the gamma of SMPTE 428-1, from sRGB's primaries. White's Z' is beyond its range.
Color to_xyz(const Color& rgb) {
  Color light{};
  for (std::size_t i = 0; i < 3; ++i) light[i] = std::pow(rgb[i], 2.2);
  constexpr double rows[3][3] = {
      {0.4124, 0.3576, 0.1805}, {0.2126, 0.7152, 0.0722}, {0.0193, 0.1192, 0.9505}};
  Color xyz{};
  for (std::size_t i = 0; i < 3; ++i)
    xyz[i] =
        std::pow(rows[i][0] * light[0] + rows[i][1] * light[1] + rows[i][2] * light[2], 1 / 2.6);
  return xyz;
}

Color from_xyz(const Color& xyz) {
  Color light{};
  for (std::size_t i = 0; i < 3; ++i) light[i] = std::pow(std::min(xyz[i], 1.0), 2.6);
  constexpr double rows[3][3] = {{3.2404542, -1.5371385, -0.4985314},
                                 {-0.9692660, 1.8760108, 0.0415560},
                                 {0.0556434, -0.2040259, 1.0572252}};
  Color rgb{};
  for (std::size_t i = 0; i < 3; ++i)
    rgb[i] = std::pow(
        std::max(rows[i][0] * light[0] + rows[i][1] * light[1] + rows[i][2] * light[2], 0.0),
        1 / 2.2);
  return rgb;
}

/// From a value to the numbers of a component and back: number = zero + value * steps.
struct Steps {
  double zero;
  double steps;
};

Steps steps_of(Kind kind, int component, int depth, bool full_range) {
  const double most = std::pow(2, depth) - 1;
  if (kind != Kind::yuv && kind != Kind::grey) return {0, most};
  const double unit = std::pow(2, depth - 8);
  if (component == 0) return full_range ? Steps{0, most} : Steps{16 * unit, 219 * unit};
  return {128 * unit, full_range ? most : 224 * unit};
}

bool is_alpha(Kind kind, int component) {
  return component == (kind == Kind::grey ? 1 : 3);
}

/// The components of a colour, not yet numbers.
Color components_of(const Color& rgb, Kind kind, ColorMatrix matrix) {
  if (kind == Kind::yuv) return to_yuv(rgb, matrix);
  if (kind == Kind::grey) return {to_yuv(rgb, ColorMatrix::bt601)[0], 0, 0};
  return kind == Kind::xyz ? to_xyz(rgb) : rgb;
}

double number_of(double value, const Steps& steps, int depth) {
  return std::clamp(std::round(steps.zero + value * steps.steps), 0.0, std::pow(2, depth) - 1);
}

FrameHandle black(Size size, AVPixelFormat format, const ColorSpace& space) {
  FrameHandle image(av_frame_alloc());
  TRIGO_CHECK(image != nullptr);
  image->width = size.width;
  image->height = size.height;
  image->format = format;
  const Kind kind = kind_of(format);
  if (kind == Kind::yuv || kind == Kind::grey)
    image->color_range = space.full_range ? AVCOL_RANGE_JPEG : AVCOL_RANGE_MPEG;
  if (kind == Kind::yuv) image->colorspace = libav_name(space.matrix);
  TRIGO_CHECK(av_frame_get_buffer(image.get(), 0) == 0);
  for (auto* buffer : image->buf)
    if (buffer != nullptr) std::memset(buffer->data, 0, buffer->size);
  return image;
}

void put_float(AVFrame& image, const AVPixFmtDescriptor& traits, int component, int x, int y,
               double value) {
  const AVComponentDescriptor& place = traits.comp[component];
  std::uint8_t* to = image.data[place.plane] + std::ptrdiff_t{y} * image.linesize[place.plane] +
                     std::ptrdiff_t{x} * place.step + place.offset;
  const auto single = static_cast<float>(value);
  std::uint32_t bits = 0;
  std::memcpy(&bits, &single, sizeof(bits));
  if ((traits.flags & AV_PIX_FMT_FLAG_BE) != 0) {
    AV_WB32(to, bits);
  } else {
    AV_WL32(to, bits);
  }
}

/// By the letters of its name: "bayer_rggb8" has red at the top left.
void put_bayer(AVFrame& image, const AVPixFmtDescriptor& traits, int x, int y, const Color& rgb) {
  const char letter = traits.name[6 + 2 * (y % 2) + x % 2];
  const double value = rgb[letter == 'r' ? 0 : letter == 'g' ? 1 : 2];
  std::uint8_t* row = image.data[0] + std::ptrdiff_t{y} * image.linesize[0];
  if (traits.comp[0].step == 1) {
    row[x] = static_cast<std::uint8_t>(std::lround(value * 255));
  } else if ((traits.flags & AV_PIX_FMT_FLAG_BE) != 0) {
    AV_WB16(row + std::ptrdiff_t{2} * x, std::lround(value * 65535));
  } else {
    AV_WL16(row + std::ptrdiff_t{2} * x, std::lround(value * 65535));
  }
}

void put_palette(AVFrame& image, std::vector<std::uint32_t>& palette, int x, int y,
                 const Color& rgb) {
  std::uint32_t entry = 0xff;
  for (const double value : rgb)
    entry = entry << 8 | static_cast<std::uint32_t>(std::lround(value * 255));
  auto found = std::find(palette.begin(), palette.end(), entry);
  if (found == palette.end()) found = palette.insert(found, entry);
  const auto index = found - palette.begin();
  TRIGO_CHECK(index < 256);
  image.data[0][std::ptrdiff_t{y} * image.linesize[0] + x] = static_cast<std::uint8_t>(index);
  std::memcpy(image.data[1] + 4 * index, &entry, sizeof(entry));
}

void paint_component(AVFrame& image, const ColorSpace& space, int component,
                     const std::function<Color(double, double)>& color_at) {
  const auto format = static_cast<AVPixelFormat>(image.format);
  const AVPixFmtDescriptor& traits = *av_pix_fmt_desc_get(format);
  const Kind kind = kind_of(format);
  const bool is_chroma = kind == Kind::yuv && (component == 1 || component == 2);
  const int x_shift = is_chroma ? traits.log2_chroma_w : 0;
  const int y_shift = is_chroma ? traits.log2_chroma_h : 0;
  const int width = -(-image.width >> x_shift);
  const int height = -(-image.height >> y_shift);
  const int depth = traits.comp[component].depth;
  const Steps steps = steps_of(kind, component, depth, space.full_range);
  std::vector<std::uint16_t> row(static_cast<std::size_t>(width));
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      const Color rgb = color_at((x + 0.5) * (1 << x_shift), (y + 0.5) * (1 << y_shift));
      const bool alpha = is_alpha(kind, component);
      const double value =
          alpha ? 1 : components_of(rgb, kind, space.matrix)[static_cast<std::size_t>(component)];
      if (is_float(traits)) {
        put_float(image, traits, component, x, y, value);
      } else {
        const double number = alpha ? std::pow(2, depth) - 1 : number_of(value, steps, depth);
        row[static_cast<std::size_t>(x)] = static_cast<std::uint16_t>(number);
        if (format == AV_PIX_FMT_MONOWHITE) row[static_cast<std::size_t>(x)] ^= 1;
      }
    }
    if (!is_float(traits))
      av_write_image_line2(row.data(), image.data, image.linesize, &traits, 0, y, component, width,
                           2);
  }
}

}  // namespace

FrameHandle paint(Size size, AVPixelFormat format, const ColorSpace& space,
                  const std::function<Color(double, double)>& color_at) {
  FrameHandle image = black(size, format, space);
  const AVPixFmtDescriptor& traits = *av_pix_fmt_desc_get(format);
  const Kind kind = kind_of(format);
  if (kind != Kind::bayer && kind != Kind::palette) {
    for (int i = 0; i < traits.nb_components; ++i) paint_component(*image, space, i, color_at);
    return image;
  }
  std::vector<std::uint32_t> palette;
  for (int y = 0; y < size.height; ++y)
    for (int x = 0; x < size.width; ++x) {
      const Color rgb = color_at(x + 0.5, y + 0.5);
      if (kind == Kind::bayer) {
        put_bayer(*image, traits, x, y, rgb);
      } else {
        put_palette(*image, palette, x, y, rgb);
      }
    }
  return image;
}

Color as_kept(const Color& color, AVPixelFormat format, const ColorSpace& space) {
  const AVPixFmtDescriptor& traits = *av_pix_fmt_desc_get(format);
  const Kind kind = kind_of(format);
  if (kind == Kind::xyz) return from_xyz(to_xyz(color));
  if (is_float(traits) && kind == Kind::rgb) return color;
  Color kept = components_of(color, kind, space.matrix);
  for (std::size_t i = 0; i < (kind == Kind::grey ? 1 : 3); ++i) {
    const bool described = static_cast<int>(i) < traits.nb_components;
    const int depth = described && kind != Kind::bayer ? traits.comp[i].depth : 8;
    const Steps steps = steps_of(kind, static_cast<int>(i), depth, space.full_range);
    if (is_float(traits)) continue;
    kept[i] = (number_of(kept[i], steps, depth) - steps.zero) / steps.steps;
  }
  if (kind == Kind::grey) return {kept[0], kept[0], kept[0]};
  return kind == Kind::yuv ? to_rgb(kept, space.matrix) : kept;
}

Color color_of(int y, int u, int v, const ColorSpace& space) {
  const Steps luma = steps_of(Kind::yuv, 0, 8, space.full_range);
  const Steps chroma = steps_of(Kind::yuv, 1, 8, space.full_range);
  return to_rgb({(y - luma.zero) / luma.steps, (u - chroma.zero) / chroma.steps,
                 (v - chroma.zero) / chroma.steps},
                space.matrix);
}

}  // namespace trigo
