#include "media/planes.hpp"

namespace trigo {

AVColorSpace libav_name(ColorMatrix matrix) {
  if (matrix == ColorMatrix::bt709) return AVCOL_SPC_BT709;
  return matrix == ColorMatrix::bt2020 ? AVCOL_SPC_BT2020_NCL : AVCOL_SPC_SMPTE170M;
}

FrameHandle make_planes(Size size, ColorSpace color) {
  FrameHandle planes(av_frame_alloc());
  if (!planes) return nullptr;
  planes->format = AV_PIX_FMT_YUV420P;
  planes->width = size.width;
  planes->height = size.height;
  planes->color_range = color.full_range ? AVCOL_RANGE_JPEG : AVCOL_RANGE_MPEG;
  planes->colorspace = libav_name(color.matrix);
  if (av_frame_get_buffer(planes.get(), 0) < 0) return nullptr;
  return planes;
}

YuvView view_of(AVFrame& planes) {
  return {.y = planes.data[0],
          .y_stride = planes.linesize[0],
          .u = planes.data[1],
          .u_stride = planes.linesize[1],
          .v = planes.data[2],
          .v_stride = planes.linesize[2],
          .size = {planes.width, planes.height}};
}

}  // namespace trigo
