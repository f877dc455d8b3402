#pragma once

#include "base/check.hpp"
#include "media/picture.hpp"

namespace trigo {

/// Share of red and of blue in luma, Kr and Kb of ITU-R BT.601, BT.709 and BT.2020; the rest is
/// green.
struct LumaWeights {
  double red;
  double blue;
};

inline LumaWeights luma_weights(ColorMatrix matrix) {
  switch (matrix) {
    case ColorMatrix::bt601:
      return {0.299, 0.114};
    case ColorMatrix::bt709:
      return {0.2126, 0.0722};
    case ColorMatrix::bt2020:
      return {0.2627, 0.0593};
  }
  TRIGO_CHECK(false);
}

}  // namespace trigo
