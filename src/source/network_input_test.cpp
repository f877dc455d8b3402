#include <algorithm>
#include <fstream>
#include <iterator>
#include <thread>

#include <gtest/gtest.h>

#include "base/clock.hpp"
#include "media/test_clip.hpp"
#include "source/test_server.hpp"
#include "source/video_input.hpp"

namespace trigo {
namespace {

using namespace std::chrono_literals;

std::string bytes_of(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

std::string clip_bytes(const std::string& name, const TestClip& clip = {}) {
  const TestFolder folder;
  write_clip(folder / name, clip);
  return bytes_of(folder / name);
}

Result<VideoInput> open(const std::string& url, std::chrono::milliseconds timeout = 5s,
                        std::stop_token stop = {}) {
  return VideoInput::open(parse_source(url).value(), {.timeout = timeout}, std::move(stop));
}

Error refusal(const std::string& url, std::chrono::milliseconds timeout = 5s) {
  auto input = open(url, timeout);
  EXPECT_FALSE(input.has_value()) << url;
  return input ? Error{} : input.error();
}

/// Packets up to the first failure, and that failure.
std::pair<int, Error> read_all(VideoInput& input) {
  for (int packets = 0;; ++packets) {
    const auto packet = input.read({});
    if (!packet) return {packets, packet.error()};
  }
}

TEST(NetworkInput, PlaysAFileOverHttpToItsEnd) {
  for (const std::string name : {"/clip.ts", "/clip.mkv"}) {
    const TestServer server(TestServer::Answers{
        {name, http_answer("200 OK", "video/any", clip_bytes(name.substr(1)))}});
    auto input = open(server.url("http", name));
    ASSERT_TRUE(input.has_value()) << input.error().message;
    const auto [packets, end] = read_all(*input);
    EXPECT_EQ(packets, 25);
    EXPECT_EQ(end.kind, ErrorKind::end_of_stream) << end.message;
  }
}

TEST(NetworkInput, PlaysAnMjpegCameraAndTakesItsEndForAFailure) {
  TestClip clip{.codec = "mjpeg"};
  clip.pixel_format = AV_PIX_FMT_YUVJ420P;
  const std::string stream = clip_bytes("clip.mjpeg", clip);
  std::string answer = "HTTP/1.0 200 OK\r\n";
  answer += "Content-Type: multipart/x-mixed-replace;boundary=frame\r\n\r\n";
  for (std::size_t start = 0; start < stream.size();) {
    const auto end = std::min(stream.find("\xff\xd8\xff", start + 1), stream.size());
    answer +=
        "--frame\r\nContent-Type: image/jpeg\r\nContent-Length: " + std::to_string(end - start) +
        "\r\n\r\n" + stream.substr(start, end - start) + "\r\n";
    start = end;
  }
  const TestServer server(TestServer::Answers{{"/video", answer}});
  auto input = open(server.url("http", "/video"));
  ASSERT_TRUE(input.has_value()) << input.error().message;
  EXPECT_EQ(input->format().codec, "mjpeg");
  const auto [packets, end] = read_all(*input);
  EXPECT_EQ(packets, 25);
  EXPECT_EQ(end.kind, ErrorKind::unavailable) << end.message;
}

// libav's words quote what the camera sent.
TEST(NetworkInput, WhatADamagedStreamMakesLibavSayIsALineOfText) {
  TestClip clip{.pictures = 1, .codec = "mjpeg"};
  clip.pixel_format = AV_PIX_FMT_YUVJ420P;
  const std::string jpeg = clip_bytes("clip.mjpeg", clip);
  const auto part = [&](const std::string& type) {
    return "--frame\r\nContent-Type: " + type +
           "\r\nContent-Length: " + std::to_string(jpeg.size()) + "\r\n\r\n" + jpeg + "\r\n";
  };
  std::string parts;
  for (int n = 0; n < 50; ++n) parts += part("image/jpeg");
  for (int n = 0; n < 200; ++n) parts += part("\xd6\x01image\t/jpeg");
  const TestServer server(TestServer::Answers{
      {"/video", http_answer("200 OK", "multipart/x-mixed-replace;boundary=frame", parts)}});
  auto input = open(server.url("http", "/video"));
  ASSERT_TRUE(input.has_value()) << input.error().message;
  const auto [packets, end] = read_all(*input);
  EXPECT_EQ(packets, 50);
  EXPECT_TRUE(end.message.ends_with("(Unexpected Content-Type : ??image?/jpeg)")) << end.message;
}

TEST(NetworkInput, AnHttpPlaylistMayNotNameFiles) {
  const TestFolder folder;
  write_clip(folder / "clip.ts", {});
  const auto playlist = [&](const std::string& segment) {
    return http_answer(
        "200 OK", "application/vnd.apple.mpegurl",
        "#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\n" + segment + "\n#EXT-X-ENDLIST\n");
  };
  const std::string file = (folder / "clip.ts").string();
  const TestServer server(
      TestServer::Answers{{"/good.m3u8", playlist("clip.ts")},
                          {"/clip.ts", http_answer("200 OK", "video/mp2t", bytes_of(file))},
                          {"/url.m3u8", playlist("file://" + file)},
                          {"/concat.m3u8", playlist("concat:file:" + file)},
                          {"/path.m3u8", playlist(file)}});
  auto good = open(server.url("http", "/good.m3u8"));
  ASSERT_TRUE(good.has_value()) << good.error().message;
  EXPECT_EQ(read_all(*good).first, 25);
  EXPECT_EQ(refusal(server.url("http", "/url.m3u8")).kind, ErrorKind::invalid_argument);
  EXPECT_EQ(refusal(server.url("http", "/concat.m3u8")).kind, ErrorKind::invalid_argument);
  refusal(server.url("http", "/path.m3u8"), 500ms);  // A path of that server, which is silent.
}

TEST(NetworkInput, TellsTheReasonsApart) {
  const TestServer server(
      TestServer::Answers{{"/401", http_answer("401 Unauthorized", "text/plain", "no")},
                          {"/403", http_answer("403 Forbidden", "text/plain", "no")},
                          {"/404", http_answer("404 Not Found", "text/plain", "no")},
                          {"/503", http_answer("503 Busy", "text/plain", "no")},
                          {"/page", http_answer("200 OK", "text/html", "<html>Hello</html>")},
                          {"/rtsp", "RTSP/1.0 404 Not Found\r\nCSeq: 1\r\n\r\n"}});
  for (const std::string status : {"401", "403", "404", "5xx"}) {
    const auto error = refusal(server.url("http", status == "5xx" ? "/503" : "/" + status));
    EXPECT_EQ(error.kind, ErrorKind::unavailable);
    EXPECT_NE(error.message.find("(" + status + ")"), std::string::npos) << error.message;
  }
  EXPECT_EQ(refusal(server.url("http", "/page")).kind, ErrorKind::invalid_argument);
  EXPECT_NE(refusal(server.url("rtsp", "/rtsp")).message.find("(404)"), std::string::npos);
  EXPECT_NE(refusal("rtsp://u:s3cret@127.0.0.1:1/x").message.find("connection refused"),
            std::string::npos);
  EXPECT_EQ(refusal("rtsp://u:s3cret@127.0.0.1:1/x").message.find("s3cret"), std::string::npos);
}

TEST(NetworkInput, GivesUpOnASilentServer) {
  const TestServer server({});
  for (const std::string scheme : {"http", "rtsp"}) {
    const auto error = refusal(server.url(scheme, "/silent"), 150ms);
    EXPECT_EQ(error.kind, ErrorKind::unavailable);
    EXPECT_NE(error.message.find("no answer within 0.15 s"), std::string::npos) << error.message;
  }
}

TEST(NetworkInput, AStopRequestEndsAnOpening) {
  const TestServer server({});
  std::stop_source stop;
  const std::jthread stopper([&] { stop.request_stop(); });
  const auto started = std::chrono::steady_clock::now();
  const auto input = open(server.url("rtsp", "/silent"), 1min, stop.get_token());
  ASSERT_FALSE(input.has_value());
  EXPECT_EQ(input.error().kind, ErrorKind::cancelled);
  EXPECT_LT(std::chrono::steady_clock::now() - started, 5s);
}

TEST(NetworkInput, AFrozenCameraEndsARead) {
  const TestServer server(TestServer::Answers{
      {"/open", "HTTP/1.0 200 OK\r\nContent-Type: video/mp2t\r\n\r\n" + clip_bytes("clip.ts")}});
  auto input = open(server.url("http", "/open"), 1s);
  ASSERT_TRUE(input.has_value()) << input.error().message;
  const auto [packets, end] = read_all(*input);
  EXPECT_GT(packets, 20);
  EXPECT_EQ(end.kind, ErrorKind::unavailable);
  EXPECT_NE(end.message.find("no answer within 1 s"), std::string::npos) << end.message;
}

TEST(NetworkInput, AStopRequestEndsARead) {
  const TestServer server(TestServer::Answers{
      {"/open", "HTTP/1.0 200 OK\r\nContent-Type: video/mp2t\r\n\r\n" + clip_bytes("clip.ts")}});
  auto input = open(server.url("http", "/open"), 3s);
  ASSERT_TRUE(input.has_value()) << input.error().message;
  std::stop_source stop;
  Instant requested;
  std::jthread stopper;
  while (true) {
    const auto packet = input->read(stop.get_token());
    if (!packet) {
      EXPECT_EQ(packet.error().kind, ErrorKind::cancelled) << packet.error().message;
      break;
    }
    if (packet->due_s < 0.5 || stopper.joinable()) continue;
    stopper = std::jthread([&] {
      requested = std::chrono::steady_clock::now();
      stop.request_stop();
    });
  }
  stopper.join();
  EXPECT_LT(std::chrono::steady_clock::now() - requested, 1s);  // 100 ms, on a quiet machine.
}

TEST(NetworkInput, ACutConnectionIsAFailureAndNoEnd) {
  const std::string whole = http_answer("200 OK", "video/mp2t", clip_bytes("clip.ts"));
  const TestServer server(TestServer::Answers{{"/clip.ts", whole.substr(0, whole.size() - 5000)}});
  auto input = open(server.url("http", "/clip.ts"));
  ASSERT_TRUE(input.has_value()) << input.error().message;
  const auto [packets, end] = read_all(*input);
  EXPECT_LT(packets, 25);
  EXPECT_EQ(end.kind, ErrorKind::unavailable) << end.message;
}

}  // namespace
}  // namespace trigo
