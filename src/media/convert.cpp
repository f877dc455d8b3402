#include "media/convert.hpp"

#include <fmt/format.h>
#include <libyuv.h>

extern "C" {
#include <libavutil/pixdesc.h>
}

namespace trigo {
namespace {

std::string name_of(AVPixelFormat format) {
  const char* name = av_get_pix_fmt_name(format);
  return name == nullptr ? fmt::format("number {}", static_cast<int>(format)) : name;
}

bool is_gray(AVPixelFormat format) {
  const AVPixFmtDescriptor* traits = av_pix_fmt_desc_get(format);
  return traits != nullptr && traits->nb_components <= 2 &&
         (traits->flags & (AV_PIX_FMT_FLAG_PAL | AV_PIX_FMT_FLAG_BITSTREAM | AV_PIX_FMT_FLAG_RGB |
                           AV_PIX_FMT_FLAG_HWACCEL)) == 0;
}

/// libswscale takes the old full-range names for a mistake; the range is told to it apart.
AVPixelFormat modern_name(AVPixelFormat format) {
  switch (format) {
    case AV_PIX_FMT_YUVJ411P:
      return AV_PIX_FMT_YUV411P;
    case AV_PIX_FMT_YUVJ420P:
      return AV_PIX_FMT_YUV420P;
    case AV_PIX_FMT_YUVJ422P:
      return AV_PIX_FMT_YUV422P;
    case AV_PIX_FMT_YUVJ440P:
      return AV_PIX_FMT_YUV440P;
    case AV_PIX_FMT_YUVJ444P:
      return AV_PIX_FMT_YUV444P;
    default:
      return format;
  }
}

Failure refused(AVPixelFormat format) {
  return fail(ErrorKind::invalid_argument,
              fmt::format("pixel format {} cannot be converted to 4:2:0", name_of(format)));
}

/// The picture's crop, sharing its memory.
FrameHandle cropped(const AVFrame& image, const PictureTransform& transform) {
  FrameHandle crop(av_frame_clone(&image));
  if (!crop) return nullptr;
  crop->crop_left = static_cast<std::size_t>(transform.crop_left);
  crop->crop_top = static_cast<std::size_t>(transform.crop_top);
  crop->crop_right =
      static_cast<std::size_t>(image.width - transform.crop_left - transform.crop.width);
  crop->crop_bottom =
      static_cast<std::size_t>(image.height - transform.crop_top - transform.crop.height);
  if (av_frame_apply_cropping(crop.get(), AV_FRAME_CROP_UNALIGNED) < 0) return nullptr;
  return crop;
}

/// libswscale may write whole vectors: past the end of a row of memory that is not its own kind.
FrameHandle padded_image(Size size, AVPixelFormat format) {
  FrameHandle image(av_frame_alloc());
  if (!image) return nullptr;
  image->format = format;
  image->width = size.width;
  image->height = size.height;
  if (av_frame_get_buffer(image.get(), 0) < 0) return nullptr;
  return image;
}

/// This thread's scaler, made anew when formats or sizes change.
SwsContext* scaler(Size from, AVPixelFormat format, Size to, AVPixelFormat to_format,
                   ScaleFilter filter) {
  thread_local SwsHandle cached;
  const bool shrinks = to.width < from.width || to.height < from.height;
  const bool smooth = filter == ScaleFilter::smooth && shrinks;
  const int flags = (smooth ? SWS_AREA : SWS_BILINEAR) | SWS_ACCURATE_RND;
  cached.reset(sws_getCachedContext(cached.release(), from.width, from.height, modern_name(format),
                                    to.width, to.height, to_format, flags, nullptr, nullptr,
                                    nullptr));
  if (!cached) return nullptr;
  // The same range on both sides leaves the numbers alone. RGB is 0 … 255 by nature.
  const bool keeps = keeps_its_colors(format);
  const int* table = sws_getCoefficients(SWS_CS_ITU601);
  const int neutral = 1 << 16;
  sws_setColorspaceDetails(cached.get(), table, 1, table, keeps ? 1 : 0, 0, neutral, neutral);
  return cached.get();
}

}  // namespace

bool keeps_its_colors(AVPixelFormat format) {
  const AVPixFmtDescriptor* traits = av_pix_fmt_desc_get(format);
  if (traits == nullptr) return false;
  if (is_gray(format)) return true;
  const auto foreign =
      AV_PIX_FMT_FLAG_RGB | AV_PIX_FMT_FLAG_PAL | AV_PIX_FMT_FLAG_BITSTREAM | AV_PIX_FMT_FLAG_BAYER;
  return traits->nb_components >= 3 && (traits->flags & foreign) == 0;
}

bool is_full_range_by_itself(AVPixelFormat format) {
  return modern_name(format) != format || is_gray(format);
}

Result<void> convert_into(const AVFrame& image, const PictureTransform& transform,
                          const YuvView& to, ScaleFilter filter) {
  const auto format = static_cast<AVPixelFormat>(image.format);
  if (sws_isSupportedInput(format) == 0) return refused(format);
  const AVPixelFormat wanted = to.full_chroma ? AV_PIX_FMT_YUV444P : AV_PIX_FMT_YUV420P;
  SwsContext* context = scaler(transform.crop, format, to.size, wanted, filter);
  const FrameHandle source = cropped(image, transform);
  const FrameHandle scaled = padded_image(to.size, wanted);
  if (context == nullptr || !source || !scaled) return refused(format);
  if (sws_scale(context, source->data, source->linesize, 0, source->height, scaled->data,
                scaled->linesize) <= 0)
    return refused(format);
  const auto copy = [&](int plane, std::uint8_t* target, int stride, Size size) {
    libyuv::CopyPlane(scaled->data[plane], scaled->linesize[plane], target, stride, size.width,
                      size.height);
  };
  copy(0, to.y, to.y_stride, to.size);
  copy(1, to.u, to.u_stride, to.chroma());
  copy(2, to.v, to.v_stride, to.chroma());
  return {};
}

}  // namespace trigo
