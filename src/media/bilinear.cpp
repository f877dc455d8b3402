#include "media/bilinear.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include "base/check.hpp"

namespace trigo {
namespace {

constexpr int row_weight_bits = 8;      // So that a blended row fits 16 bits.
constexpr int column_weight_bits = 11;  // So that a blended value fits 32 bits.

/// From which two values the n-th is made: first + (second - first) * weight / 2^bits.
struct Tap {
  std::int16_t first;
  std::int16_t second;
  std::int32_t weight;
};

void taps(int from, int to, int repeat, int bits, std::vector<Tap>& result) {
  result.resize(static_cast<std::size_t>(to));
  const double step = static_cast<double>(from) / to;
  for (int i = 0; i < to; ++i) {
    const double at = std::clamp((i + 0.5) * step - 0.5, 0.0, from - 1.0);
    const int first = static_cast<int>(at);
    const int second = std::min(first + 1, from - 1);
    result[static_cast<std::size_t>(i)] = {
        static_cast<std::int16_t>(first / repeat), static_cast<std::int16_t>(second / repeat),
        static_cast<std::int32_t>(std::lround((at - first) * (1 << bits)))};
  }
}

/// The rows' mix, times 2^row_weight_bits.
void blend_rows(const std::uint8_t* first, const std::uint8_t* second, int weight, int count,
                std::uint16_t* blended) {
  const int rest = (1 << row_weight_bits) - weight;
  for (int i = 0; i < count; ++i)
    blended[i] = static_cast<std::uint16_t>(first[i] * rest + second[i] * weight);
}

}  // namespace

void scale_bilinear(const std::uint8_t* from, int from_stride, Size from_size, Size repeat,
                    std::uint8_t* to, int to_stride, Size to_size) {
  TRIGO_CHECK(from_size.width < 32768 && from_size.height < 32768);
  thread_local std::vector<Tap> columns;
  thread_local std::vector<Tap> rows;
  thread_local std::vector<std::uint16_t> blended;
  taps(from_size.width, to_size.width, repeat.width, column_weight_bits, columns);
  taps(from_size.height, to_size.height, repeat.height, row_weight_bits, rows);
  const int width = (from_size.width + repeat.width - 1) / repeat.width;
  blended.resize(static_cast<std::size_t>(width));
  constexpr std::uint32_t half = 1U << (row_weight_bits + column_weight_bits - 1);

  for (const Tap& row : rows) {
    blend_rows(from + std::ptrdiff_t{row.first} * from_stride,
               from + std::ptrdiff_t{row.second} * from_stride, row.weight, width, blended.data());
    const std::uint16_t* values = blended.data();
    std::uint8_t* out = to;
    for (const Tap& column : columns) {
      const auto weight = static_cast<std::uint32_t>(column.weight);
      const std::uint32_t sum = values[column.first] * ((1U << column_weight_bits) - weight) +
                                values[column.second] * weight;
      *out++ = static_cast<std::uint8_t>((sum + half) >> (row_weight_bits + column_weight_bits));
    }
    to += to_stride;
  }
}

}  // namespace trigo
