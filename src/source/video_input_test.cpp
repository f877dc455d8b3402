#include "source/video_input.hpp"

#include <fstream>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "media/test_clip.hpp"

namespace trigo {
namespace {

using namespace std::chrono_literals;

Result<VideoInput> open(const std::filesystem::path& file) {
  return VideoInput::open({SourceKind::file, "file:" + file.string()}, {}, {});
}

std::vector<Packet> read_all(VideoInput& input) {
  std::vector<Packet> packets;
  while (true) {
    auto packet = input.read({});
    if (!packet) {
      EXPECT_EQ(packet.error().kind, ErrorKind::end_of_stream) << packet.error().message;
      return packets;
    }
    packets.push_back(std::move(*packet));
  }
}

std::string refusal(const std::filesystem::path& file) {
  const auto input = open(file);
  EXPECT_FALSE(input.has_value()) << file;
  if (input) return {};
  EXPECT_EQ(input.error().kind, ErrorKind::invalid_argument);
  EXPECT_EQ(input.error().message.find(file.string()), 0U);
  EXPECT_EQ(input.error().message.find('\n'), std::string::npos);
  return input.error().message;
}

TEST(VideoInput, ReadsEveryPacketOfEveryContainer) {
  const TestFolder folder;
  for (const std::string name : {"a.mp4", "a.mkv", "a.avi", "a.ts", "a.mov"}) {
    write_clip(folder / name, {.pictures = 30, .gop = 10});
    auto input = open(folder / name);
    ASSERT_TRUE(input.has_value()) << input.error().message;
    EXPECT_NEAR(input->format().picture_period_s, 0.04, 1e-6);
    EXPECT_EQ(input->format().codec, "mpeg4");
    const auto packets = read_all(*input);
    ASSERT_EQ(packets.size(), 30U) << name;
    for (std::size_t n = 0; n < packets.size(); ++n) {
      EXPECT_NEAR(packets[n].due_s, 0.04 * static_cast<double>(n), 0.002) << name;
      EXPECT_EQ(packets[n].key, n % 10 == 0) << name;
    }
  }
}

TEST(VideoInput, DueTimesFollowDecodingAndStartAtNothing) {
  const TestFolder folder;
  TestClip clip{.pictures = 30, .b_frames = 2};
  clip.start_s = 100;
  write_clip(folder / "a.mkv", clip);
  auto input = open(folder / "a.mkv");
  ASSERT_TRUE(input.has_value()) << input.error().message;
  const auto packets = read_all(*input);
  ASSERT_EQ(packets.size(), 30U);
  EXPECT_EQ(packets[0].due_s, 0);
  for (std::size_t n = 1; n < packets.size(); ++n)
    EXPECT_GE(packets[n].due_s, packets[n - 1].due_s);
  EXPECT_NEAR(packets.back().due_s, 29 * 0.04, 0.1);
}

TEST(VideoInput, DueTimesGoOnOverAJumpInTheStamps) {
  const TestFolder folder;
  for (const double start_s : {1000.0, 0.0}) {
    TestClip clip{.pictures = 20};
    clip.start_s = start_s;
    write_clip(folder / (std::to_string(start_s) + ".ts"), clip);
  }
  const auto both = folder / "both.ts";
  std::ofstream joined(both, std::ios::binary);
  joined << std::ifstream(folder / (std::to_string(1000.0) + ".ts")).rdbuf()
         << std::ifstream(folder / (std::to_string(0.0) + ".ts")).rdbuf();
  joined.close();
  auto input = open(both);
  ASSERT_TRUE(input.has_value()) << input.error().message;
  const auto packets = read_all(*input);
  ASSERT_EQ(packets.size(), 40U);
  EXPECT_NEAR(packets.back().due_s, 39 * 0.04, 0.1);
}

TEST(VideoInput, SaysHowPicturesAreTurnedAndStretched) {
  const TestFolder folder;
  TestClip clip;
  clip.turn_degrees = 90;
  clip.sample_aspect = {16, 11};
  write_clip(folder / "a.mp4", clip);
  const auto input = open(folder / "a.mp4");
  ASSERT_TRUE(input.has_value()) << input.error().message;
  ASSERT_EQ(input->format().display_matrix.size(), 9U);
  EXPECT_EQ(av_cmp_q(input->format().sample_aspect, {16, 11}), 0);
}

TEST(VideoInput, RefusesWhatIsNoVideo) {
  const TestFolder folder;
  write_audio_only(folder / "audio.wav");
  write_audio_only(folder / "audio.mov");
  write_clip(folder / "whole.mp4", {});
  std::ofstream(folder / "text.mp4") << "This is no video.\n";
  std::ofstream(folder / "text") << "This is no video.\n";
  std::ofstream(folder / "list.m3u8") << "#EXTM3U\n#EXTINF:1,\nwhole.mp4\n";
  std::ofstream(folder / "list.ffconcat") << "ffconcat version 1.0\nfile whole.mp4\n";
  std::ofstream(folder / "list.mp4") << "ffconcat version 1.0\nfile whole.mp4\n";
  std::ofstream(folder / "call.sdp") << "v=0\nc=IN IP4 127.0.0.1\nm=video 5000 RTP/AVP 96\n"
                                     << "a=rtpmap:96 H264/90000\n";
  std::filesystem::copy_file(folder / "whole.mp4", folder / "cut.mp4");
  std::filesystem::resize_file(folder / "cut.mp4", 1000);
  write_clip(folder / "cut.mkv", {});
  std::filesystem::resize_file(folder / "cut.mkv", 60);
  EXPECT_NE(refusal(folder / "audio.wav").find("audio only"), std::string::npos);
  EXPECT_NE(refusal(folder / "audio.mov").find("audio only"), std::string::npos);
  EXPECT_NE(refusal(folder / "cut.mp4").find("cut off"), std::string::npos);
  EXPECT_NE(refusal(folder / "cut.mkv").find("cut off"), std::string::npos);
  EXPECT_NE(refusal(folder / "text.mp4").find("not a video file"), std::string::npos);
  EXPECT_NE(refusal(folder / "missing.mp4").find("no such file"), std::string::npos);
  for (const auto* name : {"text", "list.m3u8", "list.ffconcat", "list.mp4", "call.sdp"})
    refusal(folder / name);
}

TEST(VideoInput, ACutFileEndsWhereItsPacketsDo) {
  const TestFolder folder;
  write_clip(folder / "a.avi", {.size = {320, 240}, .pictures = 50, .gop = 1});
  std::filesystem::resize_file(folder / "a.avi", std::filesystem::file_size(folder / "a.avi") / 2);
  auto input = open(folder / "a.avi");
  ASSERT_TRUE(input.has_value()) << input.error().message;
  const auto packets = read_all(*input);
  EXPECT_GT(packets.size(), 10U);
  EXPECT_LT(packets.size(), 40U);
}

// One JPEG that is cut makes libav take the file for something else.
TEST(VideoInput, ReadsRawJpegsOfWhichOneIsDamaged) {
  const TestFolder folder;
  TestClip clip{.size = {320, 240}, .pictures = 20, .codec = "mjpeg"};
  clip.pixel_format = AV_PIX_FMT_YUVJ420P;
  write_clip(folder / "whole.mjpeg", clip);
  std::ifstream in(folder / "whole.mjpeg", std::ios::binary);
  std::string stream{std::istreambuf_iterator<char>(in), {}};
  const auto second = stream.find("\xff\xd8\xff", 1);
  const auto third = stream.find("\xff\xd8\xff", second + 1);
  stream.erase((second + third) / 2, third - (second + third) / 2);
  std::ofstream(folder / "damaged.mjpeg", std::ios::binary) << stream;
  auto input = open(folder / "damaged.mjpeg");
  ASSERT_TRUE(input.has_value()) << input.error().message;
  EXPECT_FALSE(input->format().own_clock);
  EXPECT_EQ(read_all(*input).size(), 20U);
}

TEST(VideoInput, AStopRequestCancels) {
  const TestFolder folder;
  write_clip(folder / "a.mp4", {});
  std::stop_source stop;
  stop.request_stop();
  const auto never = VideoInput::open({SourceKind::file, "file:" + (folder / "a.mp4").string()}, {},
                                      stop.get_token());
  ASSERT_FALSE(never.has_value());
  EXPECT_EQ(never.error().kind, ErrorKind::cancelled);
  auto input = open(folder / "a.mp4");
  ASSERT_TRUE(input.has_value()) << input.error().message;
  const auto packet = input->read(stop.get_token());
  ASSERT_FALSE(packet.has_value());
  EXPECT_EQ(packet.error().kind, ErrorKind::cancelled);
}

TEST(VideoInput, ManyOpenAtOnceOnThreadsOfTheirOwn) {
  const TestFolder folder;
  write_clip(folder / "a.mp4", {});
  std::vector<std::jthread> readers;
  for (int i = 0; i < 8; ++i)
    readers.emplace_back([&] {
      auto input = open(folder / "a.mp4");
      ASSERT_TRUE(input.has_value());
      EXPECT_EQ(read_all(*input).size(), 25U);
    });
}

}  // namespace
}  // namespace trigo
