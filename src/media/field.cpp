#include "media/field.hpp"

#include <algorithm>

extern "C" {
#include <libavutil/pixdesc.h>
}

namespace trigo {
namespace {

constexpr int fewest_rows = 32;  // Of less, half tells too little.

bool says_interlaced(const AVFrame& image) {
#ifdef AV_FRAME_FLAG_INTERLACED
  return (image.flags & AV_FRAME_FLAG_INTERLACED) != 0;
#else
  return image.interlaced_frame != 0;
#endif
}

bool says_top_first(const AVFrame& image) {
#ifdef AV_FRAME_FLAG_TOP_FIELD_FIRST
  return (image.flags & AV_FRAME_FLAG_TOP_FIELD_FIRST) != 0;
#else
  return image.top_field_first != 0;
#endif
}

/// The top field has the even rows of each plane, and so never less of chroma than its rows of luma
/// need; the bottom field has as many only where the rows come out even in both.
bool takes_bottom(const AVFrame& image) {
  const AVPixFmtDescriptor* traits = av_pix_fmt_desc_get(static_cast<AVPixelFormat>(image.format));
  return !says_top_first(image) && image.height % (2 << traits->log2_chroma_h) == 0;
}

}  // namespace

bool is_interlaced(const AVFrame& image) {
  const AVPixFmtDescriptor* traits = av_pix_fmt_desc_get(static_cast<AVPixelFormat>(image.format));
  return says_interlaced(image) && image.height >= fewest_rows && traits != nullptr &&
         (traits->flags & AV_PIX_FMT_FLAG_HWACCEL) == 0;
}

void keep_first_field(AVFrame& image, PictureTransform& transform) {
  const AVPixFmtDescriptor* traits = av_pix_fmt_desc_get(static_cast<AVPixelFormat>(image.format));
  const bool has_palette = (traits->flags & AV_PIX_FMT_FLAG_PAL) != 0;
  const bool bottom = takes_bottom(image);
  for (int plane = 0; plane < (has_palette ? 1 : AV_NUM_DATA_POINTERS); ++plane) {
    if (image.data[plane] == nullptr) break;
    if (bottom) image.data[plane] += image.linesize[plane];
    image.linesize[plane] *= 2;
  }
  const int end = transform.crop_top + transform.crop.height;
  image.height = bottom ? image.height / 2 : (image.height + 1) / 2;
  image.crop_top /= 2;
  image.crop_bottom /= 2;
  transform.crop_top /= 2;
  transform.crop.height = std::min((end + 1) / 2, image.height) - transform.crop_top;
}

}  // namespace trigo
