#include <gtest/gtest.h>

#include "media/test_clip.hpp"
#include "source/video_input.hpp"

namespace trigo {
namespace {

class InputLimits : public testing::Test {
 protected:
  Result<VideoInput> open(const std::string& name, const InputSettings& settings) const {
    const auto source = parse_source((folder_ / name).string());
    if (!source) return fail(source.error().kind, source.error().message);
    return VideoInput::open(*source, settings, {});
  }

  /// Why that is refused, without the name of the file.
  std::string refusal(const std::string& name, const InputSettings& settings) const {
    const auto input = open(name, settings);
    EXPECT_FALSE(input.has_value());
    if (input) return {};
    EXPECT_EQ(input.error().kind, ErrorKind::invalid_argument);
    const std::string begin = (folder_ / name).string() + ": ";
    EXPECT_TRUE(input.error().message.starts_with(begin)) << input.error().message;
    return input.error().message.substr(begin.size());
  }

  const TestFolder folder_;
};

TEST_F(InputLimits, PicturesAreCountedInPixels) {
  write_clip(folder_ / "wide.avi", {.size = {96, 32}, .pictures = 3});
  EXPECT_TRUE(open("wide.avi", {.max_picture = {48, 64}}).has_value());
  EXPECT_EQ(refusal("wide.avi", {.max_picture = {48, 63}}),
            "pictures of 96x32; more pixels than 48x63 are refused, see input.max_picture");
}

TEST_F(InputLimits, NoSideIsTooLong) {
  EXPECT_TRUE(fits_into({longest_side, 16}, {8192, 8192}));
  EXPECT_FALSE(fits_into({longest_side + 1, 16}, {8192, 8192}));
  EXPECT_FALSE(fits_into({16, longest_side + 1}, {8192, 8192}));
  EXPECT_FALSE(fits_into({8192, 8193}, {8192, 8192}));
}

TEST_F(InputLimits, APacketThatIsTooLargeEndsTheInput) {
  write_clip(
      folder_ / "clip.avi",
      {.size = {320, 240}, .pictures = 5, .codec = "mjpeg", .pixel_format = AV_PIX_FMT_YUVJ420P});
  auto input = open("clip.avi", {.max_packet_bytes = 500});
  ASSERT_TRUE(input.has_value()) << input.error().message;
  const auto packet = input->read({});
  ASSERT_FALSE(packet.has_value());
  EXPECT_EQ(packet.error().kind, ErrorKind::invalid_argument);
  EXPECT_NE(packet.error().message.find("above the limit of 500"), std::string::npos)
      << packet.error().message;
}

}  // namespace
}  // namespace trigo
