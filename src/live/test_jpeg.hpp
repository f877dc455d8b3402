#pragma once

#include <array>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <turbojpeg.h>

#include "live/jpeg.hpp"
#include "live/test_picture.hpp"

namespace trigo {

using Rgb = std::array<int, 3>;

/// For tests.
struct Decoded {
  Size size;
  std::vector<unsigned char> bytes;  // RGB

  Rgb at(int x, int y) const {
    const auto place = 3 * (static_cast<std::size_t>(y) * size.width + x);
    return {bytes[place], bytes[place + 1], bytes[place + 2]};
  }
};

inline Decoded decode(const std::string& jpeg) {
  Decoded decoded;
  const auto* start = reinterpret_cast<const unsigned char*>(jpeg.data());
  tjhandle handle = tjInitDecompress();
  int subsampling = 0;
  int colors = 0;
  EXPECT_EQ(tjDecompressHeader3(handle, start, jpeg.size(), &decoded.size.width,
                                &decoded.size.height, &subsampling, &colors),
            0);
  decoded.bytes.resize(3 * static_cast<std::size_t>(decoded.size.width) * decoded.size.height);
  EXPECT_EQ(tjDecompress2(handle, start, jpeg.size(), decoded.bytes.data(), decoded.size.width, 0,
                          decoded.size.height, TJPF_RGB, TJFLAG_ACCURATEDCT),
            0);
  tjDestroy(handle);
  return decoded;
}

inline Decoded shown(const TestPicture& picture, const JpegOptions& options) {
  const auto jpeg = encode_jpeg(*make_picture(picture), options);
  EXPECT_TRUE(jpeg.has_value());
  return jpeg ? decode(*jpeg) : Decoded{};
}

}  // namespace trigo
