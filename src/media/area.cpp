#include "media/area.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include "base/check.hpp"

namespace trigo {
namespace {

constexpr int row_bits = 8;      // So that the mean of rows fits 16 bits.
constexpr int column_bits = 16;  // So that the mean of those fits 32 bits.

/// Which values the n-th is made of, and with what weights. They add up to 2^bits.
struct Cover {
  int first;
  int count;
  std::size_t weights;  // Where they begin.
};

struct Covers {
  std::vector<Cover> covers;
  std::vector<std::uint32_t> weights;

  void set(int from, int to, int bits) {
    covers.clear();
    weights.clear();
    const double step = static_cast<double>(from) / to;
    const double scale = static_cast<double>(1 << bits) / step;
    for (int i = 0; i < to; ++i) {
      const double begin = i * step;
      const double end = std::min((i + 1) * step, static_cast<double>(from));
      Cover cover{static_cast<int>(begin), 0, weights.size()};
      std::uint32_t given = 0;  // All weights so far, so that what is rounded off is not lost.
      for (int at = cover.first; given < 1U << bits; ++at, ++cover.count) {
        const bool last = at + 1 >= end - 1e-9;
        const std::uint32_t so_far =
            last ? 1U << bits : static_cast<std::uint32_t>(std::lround((at + 1 - begin) * scale));
        weights.push_back(so_far - given);
        given = so_far;
      }
      covers.push_back(cover);
    }
  }
};

void add_row(const std::uint8_t* row, std::uint32_t weight, int width, std::uint16_t* sums) {
  const auto share = static_cast<std::uint16_t>(weight);
  for (int x = 0; x < width; ++x) sums[x] = static_cast<std::uint16_t>(sums[x] + row[x] * share);
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
  constexpr std::uint32_t half = 1U << (row_bits + column_bits - 1);

  for (const Cover& row : rows.covers) {
    sums.assign(static_cast<std::size_t>(from_size.width), 0);
    for (int i = 0; i < row.count; ++i) {
      const std::uint32_t weight = rows.weights[row.weights + static_cast<std::size_t>(i)];
      // Of very many rows some weigh nothing.
      if (weight > 0)
        add_row(from + std::ptrdiff_t{row.first + i} * from_stride, weight, from_size.width,
                sums.data());
    }
    std::uint8_t* out = to;
    for (const Cover& column : columns.covers) {
      const std::uint16_t* values = sums.data() + column.first;
      const std::uint32_t* weights = columns.weights.data() + column.weights;
      std::uint32_t sum = half;
      for (int i = 0; i < column.count; ++i) sum += values[i] * weights[i];
      *out++ = static_cast<std::uint8_t>(sum >> (row_bits + column_bits));
    }
    to += to_stride;
  }
}

}  // namespace trigo
