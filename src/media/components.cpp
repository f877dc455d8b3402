#include "media/components.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <string_view>

#include <fmt/format.h>
#include <libyuv.h>

extern "C" {
#include <libavutil/bswap.h>
}

namespace trigo {
namespace {

constexpr auto big_endian = AV_PIX_FMT_FLAG_BE;

bool has(const AVPixFmtDescriptor& traits, std::uint64_t flags) {
  return (traits.flags & flags) != 0;
}

/// DCI's X'Y'Z', which FFmpeg describes as if it were Y'CbCr.
bool is_xyz(const AVPixFmtDescriptor& traits) {
  return std::string_view(traits.name).starts_with("xyz");
}

bool is_rgb(const AVPixFmtDescriptor& traits) {
  return is_xyz(traits) ||
         has(traits, AV_PIX_FMT_FLAG_RGB | AV_PIX_FMT_FLAG_PAL | AV_PIX_FMT_FLAG_BAYER);
}

bool is_grey(const AVPixFmtDescriptor& traits) {
  return !is_rgb(traits) && traits.nb_components <= 2;
}

/// Formats whose pixels are not simply there.
bool needs_libswscale(const AVPixFmtDescriptor& traits) {
  return is_xyz(traits) || has(traits, AV_PIX_FMT_FLAG_BAYER);
}

int shifted_up(int side, int shift) {
  return -(-side >> shift);
}

Failure refused(AVPixelFormat format) {
  const char* name = av_get_pix_fmt_name(format);
  return fail(
      ErrorKind::invalid_argument,
      fmt::format("pixel format {} cannot be converted to 4:2:0",
                  name == nullptr ? fmt::format("number {}", static_cast<int>(format)) : name));
}

/// The whole image as red, green and blue of 8 bits; null if that cannot be.
FrameHandle as_rgb(const AVFrame& image) {
  FrameHandle rgb(av_frame_alloc());
  if (!rgb) return nullptr;
  rgb->format = AV_PIX_FMT_RGB24;
  rgb->width = image.width;
  rgb->height = image.height;
  if (av_frame_get_buffer(rgb.get(), 0) < 0) return nullptr;
  thread_local SwsHandle scaler;
  scaler.reset(sws_getCachedContext(scaler.release(), image.width, image.height,
                                    static_cast<AVPixelFormat>(image.format), image.width,
                                    image.height, AV_PIX_FMT_RGB24, SWS_BILINEAR | SWS_ACCURATE_RND,
                                    nullptr, nullptr, nullptr));
  if (!scaler || sws_scale(scaler.get(), image.data, image.linesize, 0, image.height, rgb->data,
                           rgb->linesize) <= 0)
    return nullptr;
  return rgb;
}

/// From a number of another depth to one of 8 bits: (number * factor + bias) >> 23. In limited
/// range the numbers are 2^n times as large; in full range, and in RGB, the largest become 255.
struct Rounding {
  std::uint32_t factor;
  std::uint32_t bias;

  Rounding(int depth, bool full_range, bool is_chroma) {
    constexpr double one = 1 << bits;
    const double most = std::ldexp(1, depth) - 1;
    const double scale = full_range ? 255 / most : std::ldexp(1, 8 - depth);
    const double middle = is_chroma ? 128 - std::ldexp(scale, depth - 1) : 0;
    factor = static_cast<std::uint32_t>(scale * one);
    bias = static_cast<std::uint32_t>((middle + 0.5) * one);
  }
  std::uint8_t operator()(std::uint32_t number) const {
    return static_cast<std::uint8_t>(std::min((number * factor + bias) >> bits, 255U));
  }

 private:
  static constexpr int bits = 23;  // So that 256 fits 32 bits.
};

/// The same for limited range, where it is a shift of at most 16 bits.
struct Shifting {
  std::uint16_t most;  // What rounding up does not carry out of 8 bits.
  std::uint16_t half;
  int down;

  explicit Shifting(int depth)
      : most(static_cast<std::uint16_t>((255 << (depth - 8)) + (1 << (depth - 9)) - 1)),
        half(static_cast<std::uint16_t>(1 << (depth - 9))),
        down(depth - 8) {}
  std::uint8_t operator()(std::uint16_t number) const {
    const auto rounded = static_cast<std::uint16_t>(std::min(number, most) + half);
    return static_cast<std::uint8_t>(rounded >> down);
  }
};

// Loops over places that are a known number of bytes apart become vector instructions.

template <int step>
void unpack_bytes(const std::uint8_t* from, int width, std::uint8_t* to) {
  for (std::ptrdiff_t x = 0; x < width; ++x) to[x] = from[x * step];
}

void unpack_bytes(const std::uint8_t* from, int step, int width, std::uint8_t* to) {
  if (step == 2) return unpack_bytes<2>(from, width, to);
  if (step == 3) return unpack_bytes<3>(from, width, to);
  if (step == 4) return unpack_bytes<4>(from, width, to);
  for (std::ptrdiff_t x = 0; x < width; ++x) to[x] = from[x * step];
}

/// Numbers that lie in 16 bits each, `step` bytes apart.
struct Words {
  const std::uint8_t* from;
  int step;
  bool swap;
  int shift;
  int depth;

  template <int fixed_step, typename Round>
  void unpack(const Round& round, int width, std::uint8_t* to) const {
    const int apart = fixed_step > 0 ? fixed_step : step;
    const auto mask = static_cast<std::uint16_t>((1U << depth) - 1);
    for (std::ptrdiff_t x = 0; x < width; ++x) {
      std::uint16_t word = 0;
      std::memcpy(&word, from + x * apart, sizeof(word));
      if (swap) word = av_bswap16(word);
      to[x] = round(static_cast<std::uint16_t>(word >> shift & mask));
    }
  }
  template <typename Round>
  void unpack(const Round& round, int width, std::uint8_t* to) const {
    if (step == 2) return unpack<2>(round, width, to);
    if (step == 4) return unpack<4>(round, width, to);
    unpack<0>(round, width, to);
  }
};

void unpack_floats(const std::uint8_t* from, int step, bool swap, int width, std::uint8_t* to) {
  for (int x = 0; x < width; ++x, from += step) {
    std::uint32_t bits = 0;
    std::memcpy(&bits, from, sizeof(bits));
    if (swap) bits = av_bswap32(bits);
    float value = 0;
    std::memcpy(&value, &bits, sizeof(value));
    // Not clamped with std::clamp alone: a NaN is black.
    to[x] = value > 0 ? static_cast<std::uint8_t>(std::min(value, 1.F) * 255 + 0.5F) : 0;
  }
}

}  // namespace

bool keeps_its_colors(AVPixelFormat format) {
  const AVPixFmtDescriptor* traits = av_pix_fmt_desc_get(format);
  return traits != nullptr && !is_rgb(*traits);
}

bool is_full_range(const AVFrame& image) {
  const auto format = static_cast<AVPixelFormat>(image.format);
  const AVPixFmtDescriptor* traits = av_pix_fmt_desc_get(format);
  if (traits == nullptr) return false;
  // One bit, or 0 to 1, has no room for a limited range.
  if (is_rgb(*traits) || has(*traits, AV_PIX_FMT_FLAG_BITSTREAM | AV_PIX_FMT_FLAG_FLOAT))
    return true;
  if (image.color_range != AVCOL_RANGE_UNSPECIFIED) return image.color_range == AVCOL_RANGE_JPEG;
  return is_grey(*traits) || std::string_view(traits->name).starts_with("yuvj");
}

Components::Components(const AVFrame& image, const PictureTransform& transform, bool full_range)
    : image_(&image),
      traits_(av_pix_fmt_desc_get(static_cast<AVPixelFormat>(image.format))),
      left_(transform.crop_left),
      top_(transform.crop_top),
      size_(transform.crop),
      full_range_(full_range),
      rgb_(is_rgb(*traits_)) {}

Result<Components> Components::open(const AVFrame& image, const PictureTransform& transform,
                                    bool full_range) {
  const auto format = static_cast<AVPixelFormat>(image.format);
  if (sws_isSupportedInput(format) == 0) return refused(format);
  Components components(image, transform, full_range);
  if (needs_libswscale(*components.traits_)) {
    components.converted_ = as_rgb(image);
    if (!components.converted_) return refused(format);
    components.image_ = components.converted_.get();
    components.traits_ = av_pix_fmt_desc_get(AV_PIX_FMT_RGB24);
  }
  return components;
}

Size Components::chroma_step() const {
  if (rgb_) return {1, 1};
  return {1 << traits_->log2_chroma_w, 1 << traits_->log2_chroma_h};
}

Plane Components::read(int component) {
  int left = left_;
  int top = top_;
  Size size = size_;
  if (component > 0 && !rgb_) {
    left >>= traits_->log2_chroma_w;
    top >>= traits_->log2_chroma_h;
    size = {shifted_up(size.width, traits_->log2_chroma_w),
            shifted_up(size.height, traits_->log2_chroma_h)};
  }
  const AVComponentDescriptor& place = traits_->comp[component];
  const bool is_plane = place.depth == 8 && place.step == 1 && place.shift == 0 &&
                        !has(*traits_, AV_PIX_FMT_FLAG_BITSTREAM | AV_PIX_FMT_FLAG_PAL);
  if (!is_plane) return unpack(component, left, top, size);
  const int stride = image_->linesize[place.plane];
  return {image_->data[place.plane] + std::ptrdiff_t{top} * stride + left, stride, size};
}

Plane Components::unpack(int component, int left, int top, Size size) {
  // The first is the largest.
  if (!unpacked_)
    unpacked_ = std::make_unique_for_overwrite<std::uint8_t[]>(
        static_cast<std::size_t>(size_.width) * size_.height);
  for (int row = 0; row < size.height; ++row)
    unpack_row(component, left, top + row, size.width,
               unpacked_.get() + static_cast<std::size_t>(row) * size.width);
  return {unpacked_.get(), size.width, size};
}

void Components::unpack_row(int component, int left, int y, int width, std::uint8_t* to) {
  if (has(*traits_, AV_PIX_FMT_FLAG_PAL)) {
    const std::uint8_t* from = image_->data[0] + std::ptrdiff_t{y} * image_->linesize[0] + left;
    for (int x = 0; x < width; ++x) {
      std::uint32_t entry = 0;  // 0xAARRGGBB
      std::memcpy(&entry, image_->data[1] + std::ptrdiff_t{4} * from[x], sizeof(entry));
      to[x] = static_cast<std::uint8_t>(entry >> (16 - 8 * component));
    }
    return;
  }
  const AVComponentDescriptor& place = traits_->comp[component];
  const Rounding round(place.depth, rgb_ || full_range_, component > 0 && !rgb_);
  const std::uint8_t* from = image_->data[place.plane] +
                             std::ptrdiff_t{y} * image_->linesize[place.plane] + place.offset +
                             std::ptrdiff_t{left} * place.step;
  const bool bits = has(*traits_, AV_PIX_FMT_FLAG_BITSTREAM);
  const bool swap = has(*traits_, big_endian) != (AV_HAVE_BIGENDIAN != 0);
  const int container = place.shift + place.depth;
  if (has(*traits_, AV_PIX_FMT_FLAG_FLOAT)) return unpack_floats(from, place.step, swap, width, to);
  if (!bits && place.depth == 8 && place.shift == 0) {
    unpack_bytes(from, place.step, width, to);
  } else if (!bits && place.depth > 8 && container <= 16) {
    const Words words{from, place.step, swap, place.shift, place.depth};
    if (rgb_ || full_range_) {
      words.unpack(round, width, to);
    } else {
      words.unpack(Shifting(place.depth), width, to);
    }
  } else {
    row_.resize(static_cast<std::size_t>(width));
    const std::uint8_t* data[4] = {image_->data[0], image_->data[1], image_->data[2],
                                   image_->data[3]};
    av_read_image_line2(row_.data(), data, image_->linesize, traits_, left, y, component, width, 0,
                        2);
    std::transform(row_.begin(), row_.end(), to, round);
    if (image_->format == AV_PIX_FMT_MONOWHITE)
      std::transform(to, to + width, to, [](std::uint8_t byte) { return ~byte; });
  }
}

}  // namespace trigo
