#include <fstream>

#include <gtest/gtest.h>
#include <unistd.h>

#include "app/config.hpp"

namespace trigo {
namespace {

using namespace std::chrono_literals;

class InputConfig : public testing::Test {
 protected:
  void SetUp() override { std::filesystem::create_directories(folder_); }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  Result<Config> load(const std::string& text) {
    std::ofstream(folder_ / "trigo.yaml", std::ios::binary) << text;
    return load_config(folder_ / "trigo.yaml");
  }

  std::string refusal(const std::string& text) {
    const auto config = load(text);
    EXPECT_FALSE(config.has_value()) << text;
    return config ? "" : config.error().message;
  }

  const std::filesystem::path folder_ =
      std::filesystem::path(testing::TempDir()) / ("trigo-input-" + std::to_string(getpid()));
};

TEST_F(InputConfig, AStreamTakesWhatItDoesNotSayFromTheWhole) {
  const auto config = load(
      "streams:\n"
      "  yard: {url: 'rtsp://h/', input: {transport: udp, max_pause: 2s}}\n"
      "  gate: {url: 'rtsp://h/'}\n"
      "input: {timeout: 4s, min_gap: 1s, max_gap: 9s}\n");
  ASSERT_TRUE(config.has_value()) << config.error().message;
  EXPECT_EQ(config->streams[0].input, (InputSettings{4s, 1s, 9s, 2s, RtspTransport::udp}));
  EXPECT_EQ(config->streams[1].input, (InputSettings{4s, 1s, 9s, 30s, RtspTransport::automatic}));
}

TEST_F(InputConfig, WhatCannotBeIsRefused) {
  EXPECT_NE(refusal("input: {transport: http}").find("input.transport"), std::string::npos);
  EXPECT_NE(refusal("input: {timeout: 1h}").find("input.timeout"), std::string::npos);
  EXPECT_NE(refusal("input: {min_gap: 40s}").find("longer than 'max_gap'"), std::string::npos);
  EXPECT_NE(refusal("streams: {yard: {url: 'rtsp://h/', input: {max_gap: 1s}}}")
                .find("longer than 'max_gap'"),
            std::string::npos);
  EXPECT_NE(refusal("input: {pause: 3s}").find("max_pause"), std::string::npos);
  EXPECT_NE(refusal("input: {damaged: show}").find("it must be wait, skip or use"),
            std::string::npos);
  for (const std::string size : {"8192", "8192x", "0x0", "8x8192", "20000x20000", "1920.5x1080",
                                 "1920x1080x3", "-640x-480", "axb"})
    EXPECT_NE(refusal("input: {max_picture: " + size + "}")
                  .find("input.max_picture is '" + size + "'; it must be a width and a height"),
              std::string::npos)
        << size;
}

TEST_F(InputConfig, TellsWhatBecomesOfDamagedAndOfLargePictures) {
  const auto config = load(
      "streams:\n"
      "  yard: {url: 'rtsp://h/', input: {damaged: use, max_picture: 1920x1080}}\n"
      "  gate: {url: 'rtsp://h/'}\n"
      "input: {damaged: skip}\n");
  ASSERT_TRUE(config.has_value()) << config.error().message;
  EXPECT_EQ(config->streams[0].input.damaged, DamagedPictures::use);
  EXPECT_EQ(config->streams[0].input.max_picture, (Size{1920, 1080}));
  EXPECT_EQ(config->streams[1].input.damaged, DamagedPictures::skip);
  EXPECT_EQ(config->streams[1].input.max_picture, (Size{8192, 8192}));
}

}  // namespace
}  // namespace trigo
