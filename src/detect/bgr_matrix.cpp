#include "detect/bgr_matrix.hpp"

#include "media/luma_weights.hpp"

namespace trigo {
BgrMatrix bgr_matrix(const ColorSpace& color) {
  const auto [red, blue] = luma_weights(color.matrix);
  const double green = 1 - red - blue;
  const double luma = color.full_range ? 1 : 255.0 / 219;
  const double chroma = color.full_range ? 1 : 255.0 / 224;
  const double black = color.full_range ? 0 : 16;
  const double blue_u = 2 * (1 - blue) * chroma;
  const double red_v = 2 * (1 - red) * chroma;
  const double u[] = {blue_u, -blue_u * blue / green, 0};
  const double v[] = {0, -red_v * red / green, red_v};

  BgrMatrix matrix{};
  for (std::size_t channel = 0; channel < 3; ++channel) {
    matrix.luma[channel] = static_cast<float>(luma);
    matrix.u[channel] = static_cast<float>(u[channel]);
    matrix.v[channel] = static_cast<float>(v[channel]);
    matrix.offset[channel] = static_cast<float>(-luma * black - 128 * (u[channel] + v[channel]));
  }
  return matrix;
}

}  // namespace trigo
