#include "media/area.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include "base/check.hpp"

namespace trigo {
namespace {

constexpr int row_bits = 8;      // So that the mean of rows fits 16 bits.
constexpr int column_bits = 16;  // So that the mean of those fits 32 bits.

/// Which values the n-th is made of, and with what weights, which add up to 2^bits.
struct Covers {
  int from = 0;
  int to = 0;
  std::vector<int> firsts;
  std::size_t count = 0;  // The same for all, so that loops over them are foreseen; some weigh 0.
  std::vector<std::uint32_t> weights;

  /// Planes of one picture, and pictures of one stream, need the same again.
  void set(int wanted_from, int wanted_to, int bits) {
    if (from == wanted_from && to == wanted_to) return;
    from = wanted_from;
    to = wanted_to;
    const double step = static_cast<double>(from) / to;
    const double whole = 1 << bits;
    count = std::min(static_cast<std::size_t>(std::ceil(step)) + 1, static_cast<std::size_t>(from));
    firsts.assign(static_cast<std::size_t>(to), 0);
    weights.assign(firsts.size() * count, 0);
    for (std::size_t i = 0; i < firsts.size(); ++i) {
      const double begin = static_cast<double>(i) * step;
      firsts[i] = std::min(static_cast<int>(begin), from - static_cast<int>(count));
      double given = 0;  // All weights so far, so that what is rounded off is not lost.
      for (std::size_t j = 0; j < count; ++j) {
        const double covered = firsts[i] + static_cast<double>(j) + 1 - begin;
        const double share = j + 1 == count ? 1 : std::clamp(covered / step, 0.0, 1.0);
        const double so_far = std::round(share * whole);
        weights[i * count + j] = static_cast<std::uint32_t>(so_far - given);
        given = so_far;
      }
    }
  }
};

void add_row(const std::uint8_t* row, std::uint32_t weight, int width, std::uint16_t* sums) {
  const auto share = static_cast<std::uint16_t>(weight);
  for (int x = 0; x < width; ++x) sums[x] = static_cast<std::uint16_t>(sums[x] + row[x] * share);
}

/// `fixed`: how many values each is made of, where that is known, else 0.
template <std::size_t fixed>
void mix_columns(const std::uint16_t* sums, const Covers& columns, std::uint8_t* to) {
  constexpr std::uint32_t half = 1U << (row_bits + column_bits - 1);
  const std::size_t count = fixed > 0 ? fixed : columns.count;
  const std::uint32_t* weights = columns.weights.data();
  for (const int first : columns.firsts) {
    std::uint32_t sum = half;
    for (std::size_t i = 0; i < count; ++i)
      sum += sums[static_cast<std::size_t>(first) + i] * weights[i];
    weights += count;
    *to++ = static_cast<std::uint8_t>(sum >> (row_bits + column_bits));
  }
}

}  // namespace

void scale_area(const std::uint8_t* from, int from_stride, Size from_size, std::uint8_t* to,
                int to_stride, Size to_size) {
  TRIGO_CHECK(to_size.width <= from_size.width && to_size.height <= from_size.height);
  thread_local Covers columns;
  thread_local Covers rows;
  thread_local std::vector<std::uint16_t> sums;
  columns.set(from_size.width, to_size.width, column_bits);
  rows.set(from_size.height, to_size.height, row_bits);
  const auto mix = columns.count == 3 ? mix_columns<3> : mix_columns<0>;  // The usual, and any.
  for (std::size_t y = 0; y < rows.firsts.size(); ++y, to += to_stride) {
    sums.assign(static_cast<std::size_t>(from_size.width), 0);
    const std::uint8_t* row = from + std::ptrdiff_t{rows.firsts[y]} * from_stride;
    for (std::size_t i = 0; i < rows.count; ++i, row += from_stride) {
      const std::uint32_t weight = rows.weights[y * rows.count + i];
      if (weight > 0) add_row(row, weight, from_size.width, sums.data());
    }
    mix(sums.data(), columns, to);
  }
}

}  // namespace trigo
