#include <cstdlib>
#include <fstream>

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "app/config.hpp"

namespace trigo {
namespace {

using namespace std::chrono_literals;
using Names = std::vector<std::string>;

class WebhookConfigTest : public testing::Test {
 protected:
  void SetUp() override { std::filesystem::create_directories(folder_); }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  Result<Config> load(const std::string& text) {
    std::ofstream(folder_ / "trigo.yaml") << text;
    return load_config(folder_ / "trigo.yaml");
  }

  /// What is wrong, without the file's name.
  std::string message(const std::string& text) {
    const auto config = load(text);
    if (config) return "accepted";
    return config.error().message.substr((folder_ / "trigo.yaml:").string().size());
  }

  /// Of a webhook that has these keys.
  std::string message_of(const std::string& keys) {
    return message("webhooks: {door: {" + keys + "}}\n");
  }

  const std::filesystem::path folder_ =
      std::filesystem::path(testing::TempDir()) / ("trigo-webhooks-" + std::to_string(getpid()));
};

TEST_F(WebhookConfigTest, EveryKeyIsRead) {
  std::ofstream(folder_ / "own.pem") << "certificates";
  setenv("TRIGO_TEST_SECRET", "whsec_YWJj", 1);
  const auto config = load(R"(
webhooks:
  door:
    url: https://trigo:pass@10.0.0.7:9000/trigo?key=1
    secret: ${TRIGO_TEST_SECRET}
    timeout: 2500ms
    ca: own.pem
    streams: [yard]
    zones: [gate, shed]
    types: [entered, left, gap]
  bare: {url: "http://127.0.0.1:9000"}
)");
  unsetenv("TRIGO_TEST_SECRET");
  ASSERT_TRUE(config) << config.error().message;
  ASSERT_EQ(config->webhooks.size(), 2U);
  const WebhookConfig& door = config->webhooks[0];
  EXPECT_EQ(door.name, "door");
  EXPECT_EQ(door.url, "https://trigo:pass@10.0.0.7:9000/trigo?key=1");
  EXPECT_EQ(door.secret, "whsec_YWJj");
  EXPECT_EQ(door.timeout, 2500ms);
  EXPECT_EQ(door.ca_file, folder_ / "own.pem");
  EXPECT_EQ(door.filter.streams, Names{"yard"});
  EXPECT_EQ(door.filter.places, (Names{"gate", "shed"}));
  EXPECT_EQ(door.filter.types, (Names{"entered", "left", "gap"}));
  const WebhookConfig& bare = config->webhooks[1];
  EXPECT_EQ(bare.secret, "");
  EXPECT_EQ(bare.timeout, 10s);
  EXPECT_EQ(bare.ca_file, "");
  EXPECT_TRUE(bare.filter.streams.empty() && bare.filter.places.empty());
  EXPECT_TRUE(bare.filter.types.empty());
}

TEST_F(WebhookConfigTest, AnUnknownTypeIsAnsweredWithAllThatThereAre) {
  EXPECT_EQ(
      message_of("url: 'http://h/', types: [entered, enterd]"),
      "1:54: webhooks.door.types[1] is 'enterd'; it must be entered, left, occupied, vacated, "
      "unknown, known, dwell, crossed, stream_lost, stream_restored or gap; did you mean "
      "'entered'?");
}

TEST_F(WebhookConfigTest, AUrlThatNoEventCanBePostedToIsRefused) {
  EXPECT_EQ(message_of("url: 'ftp://h/'"),
            "1:24: webhooks.door.url begins with neither http:// nor https://; write it as in "
            "https://10.0.0.7:9000/trigo");
  EXPECT_NE(message_of("url: 'host/path'").find("webhooks.door.url is no URL: "),
            std::string::npos);
  EXPECT_EQ(message_of("timeout: 2s"),
            "1:18: webhooks.door has no 'url'; give it one, as in https://10.0.0.7:9000/trigo");
  EXPECT_EQ(message_of("ulr: 'http://h/'"),
            "1:19: unknown key 'ulr' in 'webhooks.door'; did you mean 'url'?");
}

TEST_F(WebhookConfigTest, ASecretThatCannotBeDecodedIsRefused) {
  EXPECT_EQ(message_of("url: 'http://h/', secret: whsec_YQ"),
            "1:45: webhooks.door.secret begins with 'whsec_', but what follows is no base64; copy "
            "all of it");
}

TEST_F(WebhookConfigTest, ValuesOutOfRangeAndNamesThatAreNoneAreRefused) {
  EXPECT_EQ(message_of("url: 'http://h/', timeout: 2m"),
            "1:46: webhooks.door.timeout is 2m; it must be 1s … 1m");
  EXPECT_EQ(message_of("url: 'http://h/', ca: none.pem"),
            "1:41: webhooks.door.ca is 'none.pem'; it must be a file with certificates (PEM)");
  EXPECT_EQ(message_of("url: 'http://h/', streams: []"),
            "1:46: webhooks.door.streams is empty; name one, as in [yard]");
  EXPECT_EQ(message_of("url: 'http://h/', zones: gate"),
            "1:44: webhooks.door.zones is 'gate'; it must be a list, as in [gate]");
  EXPECT_EQ(message_of("url: 'http://h/', zones: [The gate]"),
            "1:45: webhooks.door.zones[0] is 'The gate'; it must be a name made of 1 to 64 of a-z, "
            "0-9, '_' and '-'");
  EXPECT_EQ(message("webhooks: {Front door: {url: 'http://h/'}}\n"),
            "1:12: webhooks has 'Front door', which is not made of 1 to 64 of a-z, 0-9, '_' and "
            "'-'; rename it");
}

TEST_F(WebhookConfigTest, TheirNumberHasALimit) {
  std::string text = "webhooks:\n";
  for (int i = 0; i < 17; ++i) text += fmt::format("  hook{}: {{url: 'http://h/'}}\n", i);
  EXPECT_EQ(message(text),
            "18:3: webhooks has more than 16 entries; remove some, or let one target pass events "
            "on");
}

TEST_F(WebhookConfigTest, SecretsAndPasswordsAreNeverShown) {
  setenv("TRIGO_TEST_SECRET", "whsec_hush!", 1);
  for (const char* keys :
       {"url: 'http://h/', secret: whsec_hush!", "url: 'http://h/', secret: \"hush\\n\"",
        "url: 'http://h/', secret: '${TRIGO_TEST_SECRET}'", "url: 'ftp://u:hush@h/?key=hush'",
        "url: \"http://u:hush@h/\\n\"", "url: 'http://u:hush@h:x/'", "url: 'hush'"}) {
    const auto said = message_of(keys);
    EXPECT_NE(said, "accepted") << keys;
    EXPECT_EQ(said.find("hush"), std::string::npos) << said;
  }
  EXPECT_EQ(message_of("url: 'http://h/', secret: '" + std::string(5000, 'x') + "'"),
            "1:45: webhooks.door.secret is '***'; it must be at most 4096 bytes long");
  unsetenv("TRIGO_TEST_SECRET");
}

}  // namespace
}  // namespace trigo
