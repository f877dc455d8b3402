#include "batch/letterbox.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>

#include "base/check.hpp"

namespace trigo {
namespace {

constexpr double sufficient_scale = 0.95;  // Of the largest: a little detail buys many pixels.
constexpr std::uint8_t neutral_chroma = 128;
/// RGB (114, 114, 114) has this luma in full range, and to within a third of a step in limited
/// range as well: 16 + 114 * 219 / 255 = 113.9.
constexpr std::uint8_t grey = 114;

/// The longer side, and the shorter ones from very wide to 4:3.
struct Sides {
  int longer;
  int shorter[3];
};

Sides sides_of(TensorProfile profile) {
  switch (profile) {
    case TensorProfile::fast:
      return {320, {160, 192, 256}};
    case TensorProfile::standard:
      return {416, {192, 256, 320}};
    case TensorProfile::accurate:
      return {640, {288, 384, 480}};
  }
  TRIGO_CHECK(false);
}

double scale_of(Size picture, Size tensor) {
  return std::min(static_cast<double>(tensor.width) / picture.width,
                  static_cast<double>(tensor.height) / picture.height);
}

int even_side(double side, int limit) {
  return std::clamp(2 * static_cast<int>(std::lround(side / 2)), 2, limit);
}

Box stretched(const Box& box, double x, double y) {
  return {static_cast<float>(box.left * x), static_cast<float>(box.top * y),
          static_cast<float>(box.right * x), static_cast<float>(box.bottom * y)};
}

/// Fills what lies right of and below `content` in one plane.
void pad(std::uint8_t* plane, Size size, Size content, std::uint8_t value) {
  for (int row = 0; row < size.height; ++row) {
    const int from = row < content.height ? content.width : 0;
    std::memset(plane + std::ptrdiff_t{row} * size.width + from, value,
                static_cast<std::size_t>(size.width - from));
  }
}

}  // namespace

std::vector<Size> tensor_shapes(TensorProfile profile) {
  const auto [longer, shorter] = sides_of(profile);
  return {{longer, shorter[0]}, {longer, shorter[1]}, {longer, shorter[2]},
          {longer, longer},     {shorter[2], longer}, {shorter[1], longer}};
}

Size tensor_shape(Size picture, TensorProfile profile) {
  TRIGO_CHECK(!picture.empty());
  const auto shapes = tensor_shapes(profile);
  const int longer = sides_of(profile).longer;
  Size best{longer, longer};
  const double sufficient = sufficient_scale * scale_of(picture, best);
  for (const Size shape : shapes) {
    const bool smaller = shape.width * shape.height < best.width * best.height;
    if (smaller && scale_of(picture, shape) >= sufficient) best = shape;
  }
  return best;
}

Box Letterbox::to_picture(const Box& in_tensor) const {
  return stretched(in_tensor, static_cast<double>(picture.width) / content.width,
                   static_cast<double>(picture.height) / content.height);
}

Box Letterbox::to_tensor(const Box& in_picture) const {
  return stretched(in_picture, static_cast<double>(content.width) / picture.width,
                   static_cast<double>(content.height) / picture.height);
}

Letterbox fit(Size picture, Size tensor) {
  TRIGO_CHECK(!picture.empty() && !tensor.empty());
  TRIGO_CHECK(tensor.width % 2 == 0 && tensor.height % 2 == 0);
  const double scale = scale_of(picture, tensor);
  return {picture,
          {even_side(picture.width * scale, tensor.width),
           even_side(picture.height * scale, tensor.height)}};
}

Result<Letterbox> letterbox_into(const Picture& picture, const TensorPlanes& tensor) {
  const Letterbox letterbox = fit(picture.size(), tensor.size);
  const Size content = letterbox.content;
  const int stride = tensor.size.width;
  // As the model saw pictures when it was trained: other filters, or chroma at half size, move
  // boxes. Shrunk below a half, four values no longer stand for all, and thin people would fall
  // between.
  const bool much_smaller = 2 * content.height < picture.size().height;
  const auto filter = much_smaller ? ScaleFilter::smooth : ScaleFilter::bilinear;
  const YuvView target{tensor.y, stride, tensor.u, stride, tensor.v, stride, content, true};
  if (auto scaled = scale_into(picture, target, filter); !scaled) return pass_on(scaled);
  pad(tensor.y, tensor.size, content, grey);
  pad(tensor.u, tensor.size, content, neutral_chroma);
  pad(tensor.v, tensor.size, content, neutral_chroma);
  return letterbox;
}

}  // namespace trigo
