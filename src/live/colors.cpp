#include "live/colors.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include "base/check.hpp"
#include "media/luma_weights.hpp"

namespace trigo {
namespace {

constexpr int fraction_bits = 16;
constexpr int half = 1 << (fraction_bits - 1);

/// From one Y'CbCr to another. Both are linear in RGB and put grey at Cb = Cr = 0, so chroma does
/// not depend on luma:
///   y' = y_y y + y_u u + y_v v,  u' = u_u u + u_v v,  v' = v_u u + v_v v
/// around the zeros (luma's 0 or 16, chroma's 128), with `fraction_bits`.
struct Conversion {
  int zero;      // Of luma, before
  int new_zero;  // and after.
  int y_y, y_u, y_v;
  int u_u, u_v;
  int v_u, v_v;
};

int fixed(double value) {
  return static_cast<int>(std::lround(value * (1 << fraction_bits)));
}

int luma_zero(ColorSpace color) {
  return color.full_range ? 0 : 16;
}

double luma_steps(ColorSpace color) {
  return color.full_range ? 255 : 219;
}

double chroma_steps(ColorSpace color) {
  return color.full_range ? 255 : 224;
}

/// By way of RGB, on paper: R = Y + 2 (1 - Kr) Cr, B = Y + 2 (1 - Kb) Cb, G from the definition of
/// Y (ITU-R BT.601 section 2.5, BT.709 section 3, BT.2020 table 4), and the other's definition of
/// these.
Conversion conversion(ColorSpace before, ColorSpace after) {
  const LumaWeights from = luma_weights(before.matrix);
  const LumaWeights to = luma_weights(after.matrix);
  const double from_green = 1 - from.red - from.blue;
  const double to_green = 1 - to.red - to.blue;
  // R, G and B less Y for one step of Cb and of Cr.
  const double blue_cb = 2 * (1 - from.blue);
  const double red_cr = 2 * (1 - from.red);
  const double green_cb = -from.blue * blue_cb / from_green;
  const double green_cr = -from.red * red_cr / from_green;
  const double y_cb = to.blue * blue_cb + to_green * green_cb;
  const double y_cr = to.red * red_cr + to_green * green_cr;
  const double u_scale = 1 / (2 * (1 - to.blue));
  const double v_scale = 1 / (2 * (1 - to.red));
  const double luma = luma_steps(after) / luma_steps(before);
  const double chroma = chroma_steps(after) / chroma_steps(before);
  // What chroma adds to luma.
  const double added = luma_steps(after) / chroma_steps(before);
  return {.zero = luma_zero(before),
          .new_zero = luma_zero(after),
          .y_y = fixed(luma),
          .y_u = fixed(added * y_cb),
          .y_v = fixed(added * y_cr),
          .u_u = fixed(chroma * u_scale * (blue_cb - y_cb)),
          .u_v = fixed(chroma * u_scale * -y_cr),
          .v_u = fixed(chroma * v_scale * -y_cb),
          .v_v = fixed(chroma * v_scale * (red_cr - y_cr))};
}

int luma_bias(const Conversion& c) {
  return half + (c.new_zero << fraction_bits) - c.zero * c.y_y;
}

std::uint8_t byte(int value) {
  return static_cast<std::uint8_t>(std::clamp(value >> fraction_bits, 0, 255));
}

// The loops below have no branches, so that compilers turn them into vector instructions.

/// Luma that needs nothing of chroma, or the chroma of the same matrix.
void expand(std::uint8_t* plane, int stride, Size size, int scale, int bias) {
  for (int row = 0; row < size.height; ++row, plane += stride)
    for (int i = 0; i < size.width; ++i) plane[i] = byte(plane[i] * scale + bias);
}

void expand_range(const YuvView& planes, const Conversion& c) {
  const Size chroma{planes.size.width / 2, planes.size.height / 2};
  const int bias = (128 << fraction_bits) + half - 128 * c.u_u;
  expand(planes.y, planes.y_stride, planes.size, c.y_y, luma_bias(c));
  expand(planes.u, planes.u_stride, chroma, c.u_u, bias);
  expand(planes.v, planes.v_stride, chroma, c.v_v, bias);
}

/// One row of chroma, and what it adds to the luma of each of its pixels.
void turn_chroma(std::uint8_t* u_row, std::uint8_t* v_row, int* added, int cells,
                 const Conversion& c) {
  const int middle = (128 << fraction_bits) + half;
  for (std::ptrdiff_t i = 0; i < cells; ++i) {
    const int u = u_row[i] - 128;
    const int v = v_row[i] - 128;
    added[2 * i] = added[2 * i + 1] = c.y_u * u + c.y_v * v;
    u_row[i] = byte(c.u_u * u + c.u_v * v + middle);
    v_row[i] = byte(c.v_u * u + c.v_v * v + middle);
  }
}

void turn_luma(std::uint8_t* row, const int* added, int width, const Conversion& c) {
  const int bias = luma_bias(c);
  for (int i = 0; i < width; ++i) row[i] = byte(row[i] * c.y_y + added[i] + bias);
}

void change_matrix(const YuvView& planes, const Conversion& c) {
  thread_local std::vector<int> added;
  added.resize(static_cast<std::size_t>(planes.size.width));
  for (int row = 0; row < planes.size.height / 2; ++row) {
    turn_chroma(planes.u + std::ptrdiff_t{row} * planes.u_stride,
                planes.v + std::ptrdiff_t{row} * planes.v_stride, added.data(),
                planes.size.width / 2, c);
    for (int i = 2 * row; i < 2 * row + 2; ++i)
      turn_luma(planes.y + std::ptrdiff_t{i} * planes.y_stride, added.data(), planes.size.width, c);
  }
}

}  // namespace

void convert_colors(const YuvView& planes, ColorSpace from, ColorSpace to) {
  TRIGO_CHECK(planes.size.width % 2 == 0 && planes.size.height % 2 == 0);
  if (from == to) return;
  const auto change = from.matrix == to.matrix ? expand_range : change_matrix;
  change(planes, conversion(from, to));
}

}  // namespace trigo
