#include "track/appearance.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace trigo {
namespace {

constexpr Size patch_size{32, 64};
constexpr Size cells{patch_size.width / 2, patch_size.height / 2};  // Chroma's.
constexpr int smallest_width = 8;                                   // Picture pixels.
constexpr int smallest_height = 16;
/// Rows of cells: chest, waist, thighs, shins. Heads and feet are mostly ground.
constexpr std::array<std::array<int, 2>, Appearance::bands> band_rows{
    {{4, 11}, {11, 17}, {17, 23}, {23, 30}}};

/// Weights of the columns: a body is in the middle of its box. Epanechnikov's kernel.
std::array<float, cells.width> column_weights() {
  std::array<float, cells.width> weights{};
  for (std::size_t i = 0; i < weights.size(); ++i) {
    const float place = (static_cast<float>(i) + 0.5F) / cells.width * 2 - 1;
    weights[i] = std::max(0.0F, 1 - place * place / 0.64F);
  }
  return weights;
}

/// Where a value falls: between the centres of `lower` and the next bin.
struct Place {
  std::size_t lower;
  float upper_share;
};

Place place_of(float unit) {
  constexpr auto bins = static_cast<float>(Appearance::bins);
  const float x = std::clamp(unit * bins - 0.5F, 0.0F, bins - 1.001F);
  const auto lower = static_cast<std::size_t>(x);
  return {lower, x - static_cast<float>(lower)};
}

/// Luma evenly; chroma finer where most clothes are, near grey.
struct Tables {
  std::array<Place, 256> luma{};
  std::array<Place, 256> chroma{};

  explicit Tables(bool full_range) {
    for (int value = 0; value < 256; ++value) {
      const auto i = static_cast<std::size_t>(value);
      const auto v = static_cast<float>(value);
      luma[i] = place_of(full_range ? v / 255 : (v - 16) / 219);
      const float color = (v - 128) / (full_range ? 73 : 64);
      const float bent = std::copysign(std::sqrt(std::abs(color)), color);
      chroma[i] = place_of((bent + 1) / 2);
    }
  }
};

const Tables& tables(bool full_range) {
  static const Tables limited(false);
  static const Tables full(true);
  return full_range ? full : limited;
}

void count(float* histogram, const Place& place, float weight) {
  histogram[place.lower] += weight * (1 - place.upper_share);
  histogram[place.lower + 1] += weight * place.upper_share;
}

Appearance measure(const YuvView& patch, bool full_range) {
  static const auto weights = column_weights();
  const Tables& places = tables(full_range);
  Appearance::Values values{};
  for (std::size_t band = 0; band < Appearance::bands; ++band) {
    float* histograms = values.data() + band * Appearance::channels * Appearance::bins;
    for (int row = band_rows[band][0]; row < band_rows[band][1]; ++row) {
      const std::uint8_t* y = patch.y + std::ptrdiff_t{2} * row * patch.y_stride;
      const std::uint8_t* u = patch.u + std::ptrdiff_t{row} * patch.u_stride;
      const std::uint8_t* v = patch.v + std::ptrdiff_t{row} * patch.v_stride;
      for (std::size_t x = 0; x < weights.size(); ++x) {
        const float weight = weights[x];
        if (weight == 0) continue;
        const int four = y[2 * x] + y[2 * x + 1] +
                         y[2 * x + static_cast<std::size_t>(patch.y_stride)] +
                         y[2 * x + 1 + static_cast<std::size_t>(patch.y_stride)];
        count(histograms, places.luma[static_cast<std::size_t>((four + 2) / 4)], weight);
        count(histograms + Appearance::bins, places.chroma[u[x]], weight);
        count(histograms + 2 * Appearance::bins, places.chroma[v[x]], weight);
      }
    }
  }
  // Every band and channel weighs the same.
  for (std::size_t i = 0; i < values.size(); i += Appearance::bins) {
    const auto begin = values.begin() + static_cast<std::ptrdiff_t>(i);
    const auto end = begin + Appearance::bins;
    const float total = std::accumulate(begin, end, 0.0F);
    std::transform(begin, end, begin, [&](float share) {
      return std::sqrt(share / total / (Appearance::bands * Appearance::channels));
    });
  }
  return Appearance(values);
}

}  // namespace

double Appearance::distance(const Appearance& other) const {
  float dot = 0;
  for (std::size_t i = 0; i < values_.size(); ++i) dot += values_[i] * other.values_[i];
  return std::sqrt(std::max(0.0F, 1 - dot));
}

void Appearance::blend(const Appearance& other, double share) {
  const auto part = static_cast<float>(share);
  float squares = 0;
  for (std::size_t i = 0; i < values_.size(); ++i) {
    values_[i] += part * (other.values_[i] - values_[i]);
    squares += values_[i] * values_[i];
  }
  const float length = std::sqrt(squares);
  for (float& value : values_) value /= length;
}

std::vector<std::optional<Appearance>> describe(const Picture& picture,
                                                std::span<const Box> boxes) {
  std::vector<std::optional<Appearance>> described(boxes.size());
  if (picture.size().empty() || boxes.empty()) return described;
  I420Image patch(patch_size);
  const Picture planar = in_planes(picture);
  for (std::size_t i = 0; i < boxes.size(); ++i) {
    const Box seen = clipped(boxes[i], planar.size());
    if (seen.width() < smallest_width || seen.height() < smallest_height) continue;
    if (!scale_into(part_of(planar, seen), patch.view())) continue;
    described[i] = measure(patch.view(), planar.color().full_range);
  }
  return described;
}

}  // namespace trigo
