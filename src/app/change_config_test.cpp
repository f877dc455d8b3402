#include <cstdlib>

#include <gtest/gtest.h>

#include "app/config.hpp"

namespace trigo {
namespace {

Result<StreamConfig> parsed(const std::string& json, const std::string& id = "yard") {
  Config config;
  config.input.max_pause = std::chrono::seconds(7);
  return parse_stream(id, json, "/shop", config);
}

std::string message(const std::string& json, const std::string& id = "yard") {
  const auto stream = parsed(json, id);
  return stream ? "accepted" : stream.error().message;
}

TEST(StreamOverTheWeb, HasTheKeysOfTheConfigurationFile) {
  const auto stream = parsed(R"({
	"title": "Hof \ud83d\ude00 \u00e9 \\ud83d \/", "url":"clips/a.mp4",
    "loop": true, "detect": {"rate": 6}, "decode": "keyframes", "priority": 2, "snapshots": false,
    "input": {"transport": "udp"},
    "zones": {"gate": {"polygon": [[0, 0.5], [1, 5e-1], [1, 1]], "dwell": "30s"}}})");
  ASSERT_TRUE(stream) << stream.error().message;
  EXPECT_EQ(stream->id, "yard");
  EXPECT_EQ(stream->title, "Hof \xf0\x9f\x98\x80 \xc3\xa9 \\ud83d /");
  EXPECT_EQ(stream->url, "/shop/clips/a.mp4");
  EXPECT_TRUE(stream->loop);
  EXPECT_EQ(stream->detect, Cadence(Rate{6}));
  EXPECT_EQ(stream->decode, DecodeMode::keyframes);
  EXPECT_FALSE(stream->snapshots);
  EXPECT_EQ(stream->input.transport, RtspTransport::udp);
  EXPECT_EQ(stream->input.max_pause, std::chrono::seconds(7)) << "of the configuration";
  ASSERT_EQ(stream->scene.zones.size(), 1U);
  EXPECT_EQ(stream->scene.zones[0].name, "gate");
  EXPECT_EQ(parsed(R"({"url": "rtsp://10.0.0.7/a"})")->url, "rtsp://10.0.0.7/a");
}

TEST(StreamOverTheWeb, CannotReadTheEnvironment) {
  setenv("TRIGO_TEST_SECRET", "hunter2", 1);
  const auto stream = parsed(R"({"url": "a.mp4", "title": "${TRIGO_TEST_SECRET} $${A} ${"})");
  unsetenv("TRIGO_TEST_SECRET");
  ASSERT_TRUE(stream) << stream.error().message;
  EXPECT_EQ(stream->title, "${TRIGO_TEST_SECRET} $${A} ${");
}

TEST(StreamOverTheWeb, ANumberThatIsTooLargeForJsonIsRefused) {
  EXPECT_EQ(message(R"({"url": "a.mp4", "priority": 1e400})"),
            "1:1: not JSON that can be read; is a number in it too large?");
}

TEST(StreamOverTheWeb, WhatStandsBehindAZeroByteIsNotTakenIn) {
  const std::string end(1, '\0');
  EXPECT_EQ(message(R"({"url": "a.mp4"})" + end + R"("\u)"),
            "1:17: not JSON; a zero byte is no part of it");
}

TEST(StreamOverTheWeb, WhatIsWrongIsNamedWithItsPlace) {
  EXPECT_EQ(message("{\"url\": \"a.mp4\",\n \"lop\": true}"),
            "2:2: unknown key 'lop' in 'streams.yard'; did you mean 'loop'?");
  EXPECT_EQ(message("{\"title\": \"\\ud83d\\ude00\", \"url\": \"\xc3\xa9.mp4\",\n\"loop\": 3}"),
            "2:9: streams.yard.loop is '3'; it must be true or false");
  EXPECT_EQ(message("{}"), "1:1: streams.yard has no 'url'; say where its pictures come from");
  EXPECT_EQ(message(R"({"url": ""})"),
            "1:9: streams.yard.url is empty; write something or remove it");
  EXPECT_EQ(message(R"({"url": "a.mp4", "enabled": false})"),
            "1:18: streams.yard has 'enabled: false'; delete the stream instead");
  EXPECT_EQ(message(R"({"url": "a.mp4", "url": "b.mp4"})"),
            "1:18: 'url' stands twice in 'streams.yard' (first in line 1); rename or remove one");
  EXPECT_EQ(message(R"({"url": "a.mp4"})", "Yard"),
            "stream id 'Yard' is not made of 1 to 64 of a-z, 0-9, '_' and '-'; rename it (a "
            "'title' may be any text)");
}

TEST(StreamOverTheWeb, WhatIsNoJsonIsRefusedAndShowsNoPassword) {
  constexpr const char* no_object =
      "1:1: this is no JSON object; write it as in {\"url\": \"yard.mp4\"}";
  for (const char* text : {"[]", "3", "null", "\"a.mp4\""}) EXPECT_EQ(message(text), no_object);
  const std::string not_json = "not JSON; check quotes, commas and brackets";
  EXPECT_EQ(message(""), "1:1: " + not_json);
  EXPECT_EQ(message("url: a.mp4"), "1:1: " + not_json);
  EXPECT_EQ(message("{\"url\":\n  'a.mp4'}"), "2:3: " + not_json);
  for (const char* text :
       {R"({"url": "rtsp://viewer:hun/t@er2@cam/a" "loop": true})",
        R"({"url": "rtsp://viewer:hun/t@er2@cam/a\q"})", R"({"url": "rtsp://viewer:hun/t@er2@ca)",
        R"({"url": "rtsp://viewer:hun/t@er2@cam\t/a"})", R"({"url": ["rtsp://v:hun/t@er2@cam"]})",
        R"({"url": "rtsp://viewer:hun/t@er2@cam/a", "loop": true})"}) {
    EXPECT_NE(message(text), "accepted") << text;
    EXPECT_EQ(message(text).find("hun"), std::string::npos) << message(text);
    EXPECT_EQ(message(text).find("er2"), std::string::npos) << message(text);
  }
  EXPECT_EQ(message(R"({"url": )" + std::string(100'000, '[') + std::string(100'000, ']') + "}"),
            "1:40: lists and mappings nested more than 32 deep; flatten them");
}

TEST(SourceToTry, IsAUrlAndHowItIsOpened) {
  InputSettings input;
  input.max_gap = std::chrono::seconds(9);
  const auto parsed_wish = [&](const char* json) { return parse_probe(json, "/shop", input); };
  EXPECT_EQ(parsed_wish(R"({"url": "a.mp4"})")->url, "/shop/a.mp4");
  const auto wish =
      parsed_wish(R"({"url": "http://10.0.0.7/${HOME}", "input": {"timeout": "2s"}})");
  ASSERT_TRUE(wish) << wish.error().message;
  EXPECT_EQ(wish->url, "http://10.0.0.7/${HOME}");
  EXPECT_EQ(wish->input.timeout, std::chrono::seconds(2));
  EXPECT_EQ(wish->input.max_gap, std::chrono::seconds(9));
  const auto said = [&](const char* json) { return parsed_wish(json).error().message; };
  EXPECT_EQ(said("{}"), "1:1: probe has no 'url'; say what to try");
  EXPECT_EQ(said(R"({"url": null})"), "1:2: probe.url is empty; it must be text");
  EXPECT_EQ(said(R"({"uri": "a.mp4"})"), "1:2: unknown key 'uri' in 'probe'; did you mean 'url'?");
  EXPECT_EQ(said(R"({"url": "a.mp4", "input": {"transport": "tls"}})"),
            "1:41: probe.input.transport is 'tls'; it must be auto, tcp or udp");
}

}  // namespace
}  // namespace trigo
