#include "app/config.hpp"

#include <cstdlib>
#include <fstream>
#include <sstream>

#include <gtest/gtest.h>
#include <unistd.h>

namespace trigo {
namespace {

using namespace std::chrono_literals;

/// Reads configurations from a folder of its own.
class ConfigFile : public testing::Test {
 protected:
  void SetUp() override { std::filesystem::create_directories(folder_); }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  Config load(const std::string& text) {
    std::ofstream(folder_ / "trigo.yaml", std::ios::binary) << text;
    auto config = load_config(folder_ / "trigo.yaml");
    EXPECT_TRUE(config) << config.error().message;
    return config ? *config : Config{};
  }

  const std::filesystem::path folder_ =
      std::filesystem::path(testing::TempDir()) / ("trigo-config-" + std::to_string(getpid()));
};

/// The examples of the reference, in order.
std::vector<std::string> documented_examples() {
  std::ifstream file(TRIGO_SOURCE_DIR "/docs/reference/config.md");
  std::vector<std::string> examples;
  bool inside = false;
  for (std::string line; std::getline(file, line);) {
    if (line == "```yaml") {
      inside = true;
      examples.emplace_back();
    } else if (line == "```") {
      inside = false;
    } else if (inside) {
      examples.back() += line + "\n";
    }
  }
  return examples;
}

TEST_F(ConfigFile, TheDocumentedExampleMeansWhatItSays) {
  ASSERT_EQ(documented_examples().size(), 2U);
  setenv("YARD_PASSWORD", "pa$$: #{w}rd", 1);
  setenv("DOOR_SECRET", "whsec_YWJj", 1);
  std::ofstream(folder_ / "shop-ca.pem") << "certificates";
  const auto config = load(documented_examples()[0]);
  unsetenv("YARD_PASSWORD");
  unsetenv("DOOR_SECRET");

  EXPECT_EQ(config.instance, "shop-7");
  EXPECT_EQ(config.data, folder_ / "trigo-data");
  EXPECT_EQ(config.listen.host, "127.0.0.1");
  EXPECT_EQ(config.listen.port, 8080);
  EXPECT_EQ(config.detect.profile, Profile::fast);
  EXPECT_EQ(config.detect.device, Device::cpu);
  EXPECT_DOUBLE_EQ(config.detect.confidence, 0.5);
  EXPECT_EQ(config.detect.cadence, Cadence(Rate{6}));
  ASSERT_TRUE(config.detect.batch);
  EXPECT_EQ(config.detect.batch->max, 4);
  EXPECT_EQ(config.detect.batch->wait, 50ms);
  EXPECT_EQ(config.detect.lanes, 2);
  EXPECT_EQ(config.detect.classes, (std::vector<std::string>{"person", "bicycle"}));
  EXPECT_EQ(config.live.cadence, Cadence(Every{2}));
  EXPECT_EQ(config.live.jpeg_quality, 80);
  EXPECT_EQ(config.events.keep, 720h);
  EXPECT_EQ(config.events.max_mb, 500);
  EXPECT_TRUE(config.events.snapshots.enabled);
  EXPECT_EQ(config.events.snapshots.keep, 168h);
  EXPECT_EQ(config.events.snapshots.max_mb, 200);
  EXPECT_TRUE(config.privacy.keep_pictures);
  ASSERT_EQ(config.webhooks.size(), 1U);
  EXPECT_EQ(config.webhooks[0].name, "door");
  EXPECT_EQ(config.webhooks[0].secret, "whsec_YWJj");
  EXPECT_EQ(config.webhooks[0].timeout, 5s);
  EXPECT_EQ(config.webhooks[0].ca_file, folder_ / "shop-ca.pem");

  ASSERT_EQ(config.streams.size(), 3U);
  const auto& yard = config.streams[0];
  EXPECT_EQ(yard.id, "yard");
  EXPECT_EQ(yard.title, "Back yard");
  EXPECT_EQ(yard.url, "rtsp://viewer:pa$$: #{w}rd@10.0.0.7/stream2");
  EXPECT_EQ(yard.live_url, "rtsp://viewer:pa$$: #{w}rd@10.0.0.7/stream1");
  EXPECT_EQ(yard.input.transport, RtspTransport::udp);
  EXPECT_EQ(yard.detect, Cadence(Every{6}));
  EXPECT_EQ(yard.live, std::nullopt);
  ASSERT_EQ(yard.scene.zones.size(), 1U);
  const Zone& gate = yard.scene.zones[0];
  EXPECT_EQ(gate.name, "gate");
  EXPECT_EQ(gate.polygon, (Polygon{{0.1F, 0.5F}, {0.4F, 0.5F}, {0.4F, 1}, {0.1F, 1}}));
  EXPECT_DOUBLE_EQ(gate.enter_s, 0.5);
  EXPECT_DOUBLE_EQ(gate.exit_s, 2);
  EXPECT_EQ(gate.dwell_s, 30);
  EXPECT_EQ(gate.filter, (PresenceFilter{Anchor::feet, 0.5, 0.1, {"person", "bicycle"}}));
  ASSERT_EQ(yard.scene.lines.size(), 1U);
  EXPECT_EQ(yard.scene.lines[0].from, (Point{0.5F, 0.2F}));
  EXPECT_EQ(yard.scene.lines[0].filter, PresenceFilter{});
  ASSERT_EQ(yard.scene.masks.size(), 1U);
  EXPECT_EQ(yard.scene.masks[0].anchor, Anchor::center);
  const auto& film = config.streams[1];
  EXPECT_TRUE(film.scene.empty());
  EXPECT_EQ(film.url, folder_ / "clips/gate.mp4");
  EXPECT_TRUE(film.loop);
  EXPECT_EQ(film.live, Cadence(Rate{12.5}));
  const auto& desk = config.streams[2];
  EXPECT_EQ(desk.title, "");
  EXPECT_EQ(desk.url, "/dev/video0");
  EXPECT_FALSE(desk.enabled);
}

TEST_F(ConfigFile, TheDocumentedDefaultsAreTheDefaults) {
  ASSERT_EQ(documented_examples().size(), 2U);
  for (const auto& text : {documented_examples()[1], std::string(), std::string("detect:\nlive:\n"),
                           std::string("# nothing\n"), std::string("---\n")}) {
    const auto config = load(text);
    const Config usual;
    EXPECT_EQ(config.instance, usual.instance);
    EXPECT_EQ(config.data, folder_ / usual.data);
    EXPECT_EQ(config.listen.host, usual.listen.host);
    EXPECT_EQ(config.listen.port, usual.listen.port);
    EXPECT_EQ(config.input, usual.input);
    EXPECT_EQ(config.events.keep, usual.events.keep);
    EXPECT_EQ(config.events.snapshots.enabled, usual.events.snapshots.enabled);
    EXPECT_EQ(config.events.snapshots.keep, usual.events.snapshots.keep);
    EXPECT_EQ(config.events.snapshots.max_mb, usual.events.snapshots.max_mb);
    EXPECT_EQ(config.privacy.keep_pictures, usual.privacy.keep_pictures);
    EXPECT_EQ(config.detect.model, usual.detect.model);
    EXPECT_EQ(config.detect.profile, usual.detect.profile);
    EXPECT_EQ(config.detect.device, usual.detect.device);
    EXPECT_EQ(config.detect.confidence, usual.detect.confidence);
    EXPECT_EQ(config.detect.cadence, usual.detect.cadence);
    EXPECT_EQ(config.detect.batch.has_value(), usual.detect.batch.has_value());
    EXPECT_EQ(config.detect.lanes, usual.detect.lanes);
    EXPECT_EQ(config.detect.classes, usual.detect.classes);
    EXPECT_EQ(config.live.cadence, usual.live.cadence);
    EXPECT_EQ(config.live.jpeg_quality, usual.live.jpeg_quality);
    EXPECT_TRUE(config.webhooks.empty());
    EXPECT_TRUE(config.streams.empty());
  }
}

TEST_F(ConfigFile, RelativePathsAreTakenFromItsFolder) {
  const auto config = load(
      "data: ../store\n"
      "streams:\n"
      "  a: {url: clip.mp4}\n"
      "  b: {url: /videos/clip.mp4}\n"
      "  c: {url: './12:30.mp4'}\n"
      "  d: {url: 'http://10.0.0.7/video'}\n"
      "  e: {url: 'concat:a|b'}\n"
      "  f: {url: clip.mp4, live_url: large/clip.mp4}\n"
      "  g: {url: clip.mp4, live_url: 'rtsp://u:p@10.0.0.7/stream1'}\n");
  EXPECT_EQ(config.data, folder_.parent_path() / "store");
  ASSERT_EQ(config.streams.size(), 7U);
  EXPECT_EQ(config.streams[0].url, folder_ / "clip.mp4");
  EXPECT_EQ(config.streams[1].url, "/videos/clip.mp4");
  EXPECT_EQ(config.streams[2].url, folder_ / "./12:30.mp4");
  EXPECT_EQ(config.streams[3].url, "http://10.0.0.7/video");
  EXPECT_EQ(config.streams[4].url, "concat:a|b");  // Refused where sources are opened.
  EXPECT_EQ(config.streams[4].live_url, "");
  EXPECT_EQ(config.streams[5].live_url, folder_ / "large/clip.mp4");
  EXPECT_EQ(config.streams[6].live_url, "rtsp://u:p@10.0.0.7/stream1");
}

TEST_F(ConfigFile, TheEnvironmentFillsValuesBeforeTheyAreRead) {
  setenv("TRIGO_TEST_NUMBER", "0.75", 1);
  setenv("TRIGO_TEST_TEXT", "a: ${HOME} \"b\"", 1);
  const auto config = load(
      "detect: {confidence: '${TRIGO_TEST_NUMBER}'}\n"
      "streams:\n"
      "  a: {url: x.mp4, title: '<${TRIGO_TEST_TEXT}> $${HOME} $5 $$$${x}'}\n");
  unsetenv("TRIGO_TEST_NUMBER");
  unsetenv("TRIGO_TEST_TEXT");
  EXPECT_EQ(config.detect.confidence, 0.75);
  ASSERT_EQ(config.streams.size(), 1U);
  EXPECT_EQ(config.streams[0].title, "<a: ${HOME} \"b\"> ${HOME} $5 $$${x}");
}

TEST_F(ConfigFile, TimesMayHaveEveryUnit) {
  const auto wait = [&](const std::string& text) {
    return load("detect: {batch: {wait: " + text + "}}").detect.batch->wait;
  };
  EXPECT_EQ(wait("0ms"), 0ms);
  EXPECT_EQ(wait("20ms"), 20ms);
  EXPECT_EQ(wait("0.25s"), 250ms);
  EXPECT_EQ(wait("0.01m"), 600ms);
  EXPECT_EQ(wait("0.0001h"), 360ms);
}

TEST_F(ConfigFile, AnchorsAreSharedAndQuotesDoNotMatter) {
  const auto config = load(
      "\xef\xbb\xbf"  // As some editors begin a file.
      "live: &rates {every: '3'}\r\n"
      "streams:\r\n"
      "  a: {url: a.mp4, live: *rates, detect: *rates, enabled: \"false\"}\r\n");
  ASSERT_EQ(config.streams.size(), 1U);
  EXPECT_EQ(config.live.cadence, Cadence(Every{3}));
  EXPECT_EQ(config.streams[0].detect, Cadence(Every{3}));
  EXPECT_FALSE(config.streams[0].enabled);
}

TEST_F(ConfigFile, TitlesAreAnyText) {
  const auto config =
      load("streams: {a: {url: a.mp4, title: \"Höfe 北門\"}, b: {url: b.mp4, title: 12}}");
  ASSERT_EQ(config.streams.size(), 2U);
  EXPECT_EQ(config.streams[0].title, "Höfe 北門");
  EXPECT_EQ(config.streams[1].title, "12");
}

}  // namespace
}  // namespace trigo
