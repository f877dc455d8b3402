#include "source/video_input.hpp"

#include <cstring>
#include <fstream>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

extern "C" {
#include <libavutil/crc.h>
}

#include "media/test_clip.hpp"

namespace trigo {
namespace {

using namespace std::chrono_literals;

Result<VideoInput> open(const std::filesystem::path& file) {
  return VideoInput::open({SourceKind::file, "file:" + file.string()}, {}, {});
}

std::string bytes_of(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
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
  std::string stream = bytes_of(folder / "whole.mjpeg");
  const auto second = stream.find("\xff\xd8\xff", 1);
  const auto third = stream.find("\xff\xd8\xff", second + 1);
  stream.erase((second + third) / 2, third - (second + third) / 2);
  std::ofstream(folder / "damaged.mjpeg", std::ios::binary) << stream;
  auto input = open(folder / "damaged.mjpeg");
  ASSERT_TRUE(input.has_value()) << input.error().message;
  EXPECT_FALSE(input->format().own_clock);
  EXPECT_EQ(read_all(*input).size(), 20U);
}

/// The same transport stream, its video under another PID than libav's usual one.
std::string under_pid(std::string stream, int pid) {
  constexpr std::size_t packet_bytes = 188;
  constexpr int usual_pid = 0x100;
  constexpr int table_pid = 0x1000;
  const auto high = static_cast<char>(0xe0 | pid >> 8);
  const auto low = static_cast<char>(pid);
  for (std::size_t at = 0; at + packet_bytes <= stream.size(); at += packet_bytes) {
    auto* packet = reinterpret_cast<std::uint8_t*>(stream.data()) + at;
    const int its_pid = (packet[1] & 31) << 8 | packet[2];
    if (its_pid == usual_pid) {
      packet[1] = static_cast<std::uint8_t>((packet[1] & 0xe0) | pid >> 8);
      packet[2] = static_cast<std::uint8_t>(pid);
    } else if (its_pid == table_pid) {
      std::uint8_t* table = packet + 5;
      const std::size_t size = (table[1] & 15U) << 8 | table[2];
      for (std::size_t n = 3; n + 1 < size; ++n)
        if (table[n] == 0xe1 && table[n + 1] == 0)
          stream.replace(table - packet + at + n, 2, {high, low});
      const std::uint32_t sum =
          av_crc(av_crc_get_table(AV_CRC_32_IEEE), 0xffffffff, table, size - 1);
      std::memcpy(table + size - 1, &sum, sizeof(sum));  // libav's is the other way round already.
    }
  }
  return stream;
}

// ours   k---k---            (PID 0x100, MPEG-4)
// other          k---k---    (PID 0x190, MPEG-2)
TEST(VideoInput, GoesOnWhereATransportStreamGoesOnUnderAnotherNumber) {
  const TestFolder folder;
  write_clip(folder / "first.ts", {.pictures = 50, .gop = 10});
  write_clip(folder / "second.ts", {.pictures = 50, .codec = "mpeg2video", .gop = 10});
  std::ofstream(folder / "both.ts", std::ios::binary)
      << bytes_of(folder / "first.ts") << under_pid(bytes_of(folder / "second.ts"), 0x190);
  auto input = open(folder / "both.ts");
  ASSERT_TRUE(input.has_value()) << input.error().message;
  EXPECT_EQ(input->format().codec, "mpeg4");
  const auto packets = read_all(*input);
  EXPECT_EQ(input->format().codec, "mpeg2video");
  ASSERT_GE(packets.size(), 98U);  // libav gives the last ones of the first stream too late.
  std::vector<std::size_t> changes;
  for (std::size_t n = 0; n < packets.size(); ++n)
    if (packets[n].new_format) changes.push_back(n);
  ASSERT_EQ(changes, std::vector<std::size_t>{packets.size() - 50});
  EXPECT_TRUE(packets[changes.front()].key);
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
