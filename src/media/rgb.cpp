#include "media/rgb.hpp"

#include <algorithm>
#include <cmath>

#include "base/check.hpp"
#include "media/luma_weights.hpp"

namespace trigo {
namespace {

constexpr int bits = 16;
constexpr int half = 1 << (bits - 1);
constexpr int middle = (128 << bits) + half;

int fixed(double value) {
  return static_cast<int>(std::lround(value * (1 << bits)));
}

std::uint8_t byte(int value) {
  return static_cast<std::uint8_t>(std::clamp(value >> bits, 0, 255));
}

}  // namespace

void convert_rgb(const YuvView& planes) {
  TRIGO_CHECK(planes.full_chroma);
  const LumaWeights weights = luma_weights(ColorMatrix::bt601);
  const int y_red = fixed(weights.red);
  const int y_blue = fixed(weights.blue);
  const int y_green = (1 << bits) - y_red - y_blue;  // So that white stays white.
  const double u_scale = 1 / (2 - 2 * weights.blue);
  const double v_scale = 1 / (2 - 2 * weights.red);
  const int u_red = fixed(-weights.red * u_scale);
  const int u_blue = half;
  const int u_green = -u_red - u_blue;  // So that grey has no colour.
  const int v_red = half;
  const int v_blue = fixed(-weights.blue * v_scale);
  const int v_green = -v_red - v_blue;
  for (int row = 0; row < planes.size.height; ++row) {
    std::uint8_t* y = planes.y + std::ptrdiff_t{row} * planes.y_stride;
    std::uint8_t* u = planes.u + std::ptrdiff_t{row} * planes.u_stride;
    std::uint8_t* v = planes.v + std::ptrdiff_t{row} * planes.v_stride;
    for (int x = 0; x < planes.size.width; ++x) {
      const int red = y[x];
      const int green = u[x];
      const int blue = v[x];
      y[x] = byte(y_red * red + y_green * green + y_blue * blue + half);
      u[x] = byte(u_red * red + u_green * green + u_blue * blue + middle);
      v[x] = byte(v_red * red + v_green * green + v_blue * blue + middle);
    }
  }
}

}  // namespace trigo
