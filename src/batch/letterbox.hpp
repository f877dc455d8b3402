#pragma once

#include <cstdint>
#include <vector>

#include "base/geometry.hpp"
#include "base/result.hpp"
#include "media/picture.hpp"

namespace trigo {

/// How large pictures are shown to a detector: the longer side of its input is 320, 416 or 640.
enum class TensorProfile { fast, standard, accurate };

/// The six input sizes of a profile, all sides multiples of 32: very wide, 16:9, 4:3, square, 3:4,
/// 9:16.
std::vector<Size> tensor_shapes(TensorProfile profile);

/// The smallest of tensor_shapes() that shows a picture of this size at 95 % or more of the scale
/// that the square would.
Size tensor_shape(Size picture, TensorProfile profile);

/// Three planes of a tensor, all of its size, packed: what a detector is shown. Chroma in full
/// size, because halved it costs boxes (2.5 % of them differ from those of RGB input, instead
/// of 1.8 %).
struct TensorPlanes {
  std::uint8_t* y = nullptr;
  std::uint8_t* u = nullptr;
  std::uint8_t* v = nullptr;
  Size size;
};

/// Where a picture lies in a tensor: scaled as a whole to `content`, at the top left; the rest is
/// padding. The content has even sides; its scale may therefore differ a little between x and y,
/// which the mapping of boxes takes into account.
struct Letterbox {
  Size picture;
  Size content;

  Box to_picture(const Box& in_tensor) const;
  Box to_tensor(const Box& in_picture) const;
};

/// The largest content that `tensor`, with even sides, can hold.
Letterbox fit(Size picture, Size tensor);

/// Fills `tensor` with the picture and pads it with RGB grey 114, in the numbers of the picture's
/// own colour space. Reentrant. Errors: those of scale_into().
Result<Letterbox> letterbox_into(const Picture& picture, const TensorPlanes& tensor);

}  // namespace trigo
