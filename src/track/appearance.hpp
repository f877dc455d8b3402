#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "base/geometry.hpp"
#include "media/picture.hpp"

namespace trigo {

/// What a body looks like: in four bands from shoulder to ankle, how often each shade of luma and
/// of both chroma values occurs. Square roots of shares, so that similarity is one dot product.
class Appearance {
 public:
  static constexpr std::size_t bands = 4;
  static constexpr std::size_t bins = 16;
  static constexpr std::size_t channels = 3;
  using Values = std::array<float, bands * channels * bins>;

  explicit Appearance(const Values& values) : values_(values) {}

  /// Hellinger distance: 0 the same, 1 nothing in common.
  double distance(const Appearance& other) const;
  /// Goes `share` (0 … 1) of the way to `other`.
  void blend(const Appearance& other, double share);

 private:
  Values values_;  // Of length 1.
};

/// One per box, in the same order; none where the picture shows too little of it (under 8 x 16
/// pixels) or cannot be read. Reentrant; about 10 us a box.
std::vector<std::optional<Appearance>> describe(const Picture& picture, std::span<const Box> boxes);

}  // namespace trigo
