#include <cstdlib>
#include <fstream>

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/config.hpp"

namespace trigo {
namespace {

/// What load_config says about a file, without the file's name.
class RefusedConfig : public testing::Test {
 protected:
  void SetUp() override { std::filesystem::create_directories(folder_); }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  std::string message_for_file(const std::filesystem::path& file) {
    const auto config = load_config(file);
    if (config) return "accepted";
    EXPECT_EQ(config.error().kind, ErrorKind::invalid_argument);
    const auto& message = config.error().message;
    EXPECT_EQ(message.find('\n'), std::string::npos);
    const auto name = file.string() + ":";
    EXPECT_EQ(message.substr(0, name.size()), name);
    return message.substr(name.size());
  }

  std::string message(const std::string& text) {
    std::ofstream(folder_ / "trigo.yaml", std::ios::binary) << text;
    return message_for_file(folder_ / "trigo.yaml");
  }

  const std::filesystem::path folder_ =
      std::filesystem::path(testing::TempDir()) / ("trigo-refused-" + std::to_string(getpid()));
};

// ---- Files

TEST_F(RefusedConfig, AFileThatIsNotThere) {
  EXPECT_EQ(message_for_file(folder_ / "none.yaml"), " no such file; check the path");
}

TEST_F(RefusedConfig, AFolder) {
  EXPECT_EQ(message_for_file(folder_), " is a directory; name the YAML file itself");
}

TEST_F(RefusedConfig, APipeThatNobodyWritesTo) {
  ASSERT_EQ(mkfifo((folder_ / "pipe").c_str(), 0600), 0);
  EXPECT_EQ(message_for_file(folder_ / "pipe"), " is no regular file; name a YAML file");
}

TEST_F(RefusedConfig, AFileWithoutPermission) {
  const auto file = folder_ / "secret.yaml";
  std::ofstream(file) << "instance: a\n";
  ASSERT_EQ(chmod(file.c_str(), 0), 0);
  // Root may read everything, so the test becomes somebody else for a moment.
  const bool root = geteuid() == 0;
  if (root && seteuid(65534) != 0) GTEST_SKIP() << "cannot become another user";
  const auto said = message_for_file(file);
  if (root) {
    ASSERT_EQ(seteuid(0), 0);
  }
  EXPECT_EQ(said, " cannot be read: Permission denied; check its permissions");
}

TEST_F(RefusedConfig, AFileOfMoreThanAMegabyte) {
  EXPECT_EQ(message("# " + std::string(1'000'000, 'x')),
            " is larger than 1 MB; is this the right file?");
}

// ---- YAML

TEST_F(RefusedConfig, WhatIsNotYaml) {
  EXPECT_EQ(message("detect:\n  model: a: b\n"),
            "2:11: not YAML: illegal map value; check indentation, colons, quotes and brackets");
  EXPECT_EQ(message("streams: {yard: {url: a.mp4}\n"),
            "2:1: not YAML: end of map flow not found; check indentation, colons, quotes and "
            "brackets");
  EXPECT_EQ(message("instance: *shop\n"),
            "1:11: not YAML: the referenced anchor is not defined; check indentation, colons, "
            "quotes and brackets");
}

TEST_F(RefusedConfig, TabsForIndentation) {
  EXPECT_EQ(message("detect:\n\tmodel: a\n"),
            "2:7: not YAML: illegal map value; indent with spaces, not tabs");
}

TEST_F(RefusedConfig, AVariableWithoutQuotesInBraces) {
  EXPECT_EQ(message("detect: {model: ${MODEL}}\n"),
            "1:18: not YAML: end of map flow not found; inside {} and [] a ${NAME} must stand in "
            "quotes");
}

TEST_F(RefusedConfig, WhatIsNotText) {
  EXPECT_EQ(message(std::string("instance: a\n\x00\x01", 14)),
            "2:1: not YAML: byte 0x00 is no readable UTF-8 text; is this the right file?");
  EXPECT_EQ(message("instance: caf\xe9\n"),
            "1:14: not YAML: byte 0xe9 is no readable UTF-8 text; is this the right file?");
}

TEST_F(RefusedConfig, WhatIsNoMapping) {
  EXPECT_EQ(message("- yard\n"),
            "1:1: a configuration is a mapping, as in 'name: value', but this is a list; see "
            "docs/reference/config.md");
  EXPECT_EQ(message("just words\n"),
            "1:1: a configuration is a mapping, as in 'name: value', but this is text; see "
            "docs/reference/config.md");
}

TEST_F(RefusedConfig, ASecondDocument) {
  EXPECT_EQ(message("instance: a\n---\ninstance: b\n"),
            "2:1: a second document begins here; keep only one in the file");
}

TEST_F(RefusedConfig, TagsAndKeysThatAreNoText) {
  EXPECT_EQ(message("instance: !include shop.txt\n"),
            "1:11: the tag '!include' means nothing here; remove it");
  EXPECT_EQ(message("[a, b]: c\n"), "1:1: a key must be plain text, as in 'name: value'");
}

TEST_F(RefusedConfig, NestingWithoutEnd) {
  EXPECT_EQ(message("a: " + std::string(32, '[') + std::string(32, ']')),
            "1:35: lists and mappings nested more than 32 deep; flatten them");
  EXPECT_NE(message(std::string(100'000, '[')).find("nested more than 32 deep"), std::string::npos);
  std::string chain = "a0: &a0 [x]\n";
  for (int i = 1; i < 1000; ++i) {
    chain += fmt::format("a{}: &a{} [*a{}]\n", i, i, i - 1);
  }
  EXPECT_EQ(message(chain), "32:12: lists and mappings nested more than 32 deep; flatten them");
  EXPECT_EQ(message("a: &a [*a]\n"), "1:8: an alias stands inside its own anchor");
}

TEST_F(RefusedConfig, ABombOfAliases) {
  std::string bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n";
  for (int i = 1; i < 10; ++i) {
    bomb += fmt::format("a{}: &a{} [", i, i);
    for (int j = 0; j < 10; ++j) bomb += fmt::format("*a{}, ", i - 1);
    bomb += "]\n";
  }
  EXPECT_EQ(message(bomb), "5:45: more than 100000 values (aliases written out); remove some");
}

// ---- Keys

TEST_F(RefusedConfig, AnUnknownKey) {
  EXPECT_EQ(message("streams:\n  yard:\n    url: a.mp4\n    detct: {every: 2}\n"),
            "4:5: unknown key 'detct' in 'streams.yard'; did you mean 'detect'?");
  EXPECT_EQ(message("strems:\n"), "1:1: unknown key 'strems'; did you mean 'streams'?");
  EXPECT_EQ(message("streams: {yard: {url: a.mp4, colour: red}}\n"),
            "1:30: unknown key 'colour' in 'streams.yard'; known keys: title, url, enabled, loop, "
            "snapshots, decode, priority, input, detect, live, zones, lines, masks");
  EXPECT_EQ(message("detect: {batch: {size: 2}}\n"),
            "1:18: unknown key 'size' in 'detect.batch'; known keys: max, wait");
  EXPECT_EQ(message("streams: {yard: {url: a.mp4, live: {jpeg_quality: 2}}}\n"),
            "1:37: unknown key 'jpeg_quality' in 'streams.yard.live'; known keys: every, rate");
}

TEST_F(RefusedConfig, ColumnsCountCharacters) {
  EXPECT_EQ(message("streams: {a: {url: a.mp4, title: Höfe 北門, ulr: b}}\n"),
            "1:43: unknown key 'ulr' in 'streams.a'; did you mean 'url'?");
}

TEST_F(RefusedConfig, AKeyThatStandsTwice) {
  EXPECT_EQ(message("detect:\n  every: 2\n  model: a\n  every: 3\n"),
            "4:3: 'every' stands twice in 'detect' (first in line 2); rename or remove one");
  EXPECT_EQ(message("live:\ndetect:\nlive:\n"),
            "3:1: 'live' stands twice (first in line 1); rename or remove one");
}

TEST_F(RefusedConfig, TwoStreamsOfOneId) {
  EXPECT_EQ(message("streams:\n  yard: {url: a.mp4}\n  gate: {url: b.mp4}\n  yard: {url: c.mp4}\n"),
            "4:3: 'yard' stands twice in 'streams' (first in line 2); rename or remove one");
}

TEST_F(RefusedConfig, AStreamIdThatIsNone) {
  EXPECT_EQ(message("streams: {Back yard: {url: a.mp4}}\n"),
            "1:11: stream id 'Back yard' is not made of 1 to 64 of a-z, 0-9, '_' and '-'; rename "
            "it (a 'title' may be any text)");
}

TEST_F(RefusedConfig, AStreamWithoutAUrl) {
  EXPECT_EQ(message("streams:\n  yard:\n    title: Yard\n"),
            "2:3: streams.yard has no 'url'; say where its pictures come from");
  EXPECT_EQ(message("streams:\n  yard:\n"),
            "2:3: streams.yard has no 'url'; say where its pictures come from");
  EXPECT_EQ(message("streams:\n  yard:\n    ulr: a.mp4\n"),
            "3:5: unknown key 'ulr' in 'streams.yard'; did you mean 'url'?");
  EXPECT_EQ(message("streams: {yard: {url: ''}}\n"),
            "1:23: streams.yard.url is empty; write something or remove it");
}

TEST_F(RefusedConfig, LoopingWhatHasNoEnd) {
  EXPECT_EQ(message("streams: {yard: {url: 'rtsp://10.0.0.7/', loop: true}}\n"),
            "1:43: streams.yard has 'loop', but its url is no file; remove 'loop'");
}

TEST_F(RefusedConfig, EveryAndRateTogether) {
  EXPECT_EQ(message("detect: {every: 2, rate: 5}\n"),
            "1:20: detect has both 'every' and 'rate'; keep one of them");
}

TEST_F(RefusedConfig, OfSeveralFaultsTheFirstIsNamed) {
  EXPECT_EQ(message("live: {jpeg_quality: 0}\ninstanc: a\ndetect: {confidence: 2}\n"),
            "1:22: live.jpeg_quality is 0; it must be 1 … 100");
}

// ---- Values

TEST_F(RefusedConfig, ANumberOutOfRange) {
  EXPECT_EQ(message("detect:\n  confidence: 1.7\n"),
            "2:15: detect.confidence is 1.7; it must be 0.1 … 1");
  EXPECT_EQ(message("detect: {every: 0}\n"), "1:17: detect.every is 0; it must be 1 … 1000");
  EXPECT_EQ(message("detect: {rate: -1}\n"), "1:16: detect.rate is -1; it must be 0.01 … 1000");
  EXPECT_EQ(message("detect: {batch: {max: 65}}\n"),
            "1:23: detect.batch.max is 65; it must be 1 … 64");
  EXPECT_EQ(message("detect: {lanes: 0}\n"), "1:17: detect.lanes is 0; it must be 1 … 64");
}

TEST_F(RefusedConfig, AValueOfAnotherType) {
  EXPECT_EQ(message("detect: {confidence: high}\n"),
            "1:22: detect.confidence is 'high'; it must be a number, 0.1 … 1");
  EXPECT_EQ(message("detect: {confidence: '0,45'}\n"),
            "1:22: detect.confidence is '0,45'; it must be a number, 0.1 … 1");
  EXPECT_EQ(message("detect: {confidence: nan}\n"),
            "1:22: detect.confidence is 'nan'; it must be a number, 0.1 … 1");
  EXPECT_EQ(message("detect:\n  confidence:\n"),
            "2:3: detect.confidence is empty; it must be a number, 0.1 … 1");
  EXPECT_EQ(message("detect: {every: 2.5}\n"),
            "1:17: detect.every is '2.5'; it must be a whole number, 1 … 1000");
  EXPECT_EQ(message("streams: {yard: {url: a.mp4, enabled: yes}}\n"),
            "1:39: streams.yard.enabled is 'yes'; it must be true or false");
  EXPECT_EQ(message("instance: [a]\n"), "1:11: instance is a list; it must be text");
  EXPECT_EQ(message("detect: auto\n"),
            "1:9: detect is 'auto'; it must be a mapping, as in 'name: value'");
  EXPECT_EQ(message("streams: [yard]\n"),
            "1:10: streams is a list; it must be a mapping, as in 'name: value'");
  EXPECT_EQ(message("detect: {batch: 8}\n"),
            "1:17: detect.batch is '8'; it must be 'auto' or {max: 8, wait: 50ms}");
  for (const char* lanes : {"many", "1.5", "[2]"})
    EXPECT_NE(message(std::string("detect: {lanes: ") + lanes + "}\n")
                  .find("it must be 'auto' or a number, 1 … 64"),
              std::string::npos)
        << lanes;
}

TEST_F(RefusedConfig, AnUnknownWord) {
  EXPECT_EQ(message("detect: {profile: defualt}\n"),
            "1:19: detect.profile is 'defualt'; it must be fast, default or accurate; did you mean "
            "'default'?");
  EXPECT_EQ(message("detect: {device: npu}\n"),
            "1:18: detect.device is 'npu'; it must be auto, cpu or gpu; did you mean 'cpu'?");
}

TEST_F(RefusedConfig, ATimeWithoutAUnitOrOutOfRange) {
  EXPECT_EQ(message("detect: {batch: {wait: 50}}\n"),
            "1:24: detect.batch.wait is '50'; it must be a time with its unit (50ms, 30s, 2m, 1h), "
            "0ms … 1s");
  EXPECT_EQ(message("detect: {batch: {wait: 2m}}\n"),
            "1:24: detect.batch.wait is 2m; it must be 0ms … 1s");
}

TEST_F(RefusedConfig, ClassesThatAreNone) {
  EXPECT_EQ(message("detect: {classes: person}\n"),
            "1:19: detect.classes is 'person'; it must be a list of class names, as in [person]");
  EXPECT_EQ(message("detect: {classes: []}\n"),
            "1:19: detect.classes is empty; name a class, as in [person]");
  EXPECT_EQ(message("detect: {classes: [person, car, person]}\n"),
            "1:33: detect.classes[2] names 'person' again; remove it");
}

TEST_F(RefusedConfig, AnInstanceThatIsNoName) {
  EXPECT_EQ(message("instance: shop/7\n"),
            "1:11: instance is 'shop/7'; it must be 1 to 64 of letters, digits, '.', '_' and '-'");
}

TEST_F(RefusedConfig, TextOfSeveralLinesOrWithControlCharacters) {
  const std::string wanted = "it must be one line of UTF-8 text without control characters";
  EXPECT_EQ(message("streams: {yard: {url: a.mp4, title: \"a\\nb\"}}\n"),
            "1:37: streams.yard.title is 'a?b'; " + wanted);
  EXPECT_EQ(message("streams: {yard: {url: \"a\\x1b[2J\"}}\n"),
            "1:23: streams.yard.url is 'a?[2J'; " + wanted);
}

TEST_F(RefusedConfig, AnAddressToListenOnThatIsNotLoopback) {
  const auto expected = parse_listen_address("0.0.0.0:80");
  ASSERT_FALSE(expected);
  EXPECT_EQ(message("instance: a\nserver:\n  listen: 0.0.0.0:80\n"),
            "3:11: server.listen is wrong: " + expected.error().message);
}

// ---- The environment

TEST_F(RefusedConfig, AVariableThatIsNotSet) {
  unsetenv("TRIGO_TEST_NONE");
  EXPECT_EQ(message("streams: {yard: {url: 'rtsp://u:${TRIGO_TEST_NONE}@h/'}}\n"),
            "1:23: streams.yard.url: the environment variable TRIGO_TEST_NONE is not set; set it");
}

TEST_F(RefusedConfig, ADollarBraceWithoutAName) {
  const std::string wanted =
      "'${' must begin the name of an environment variable, as in ${NAME}; for a plain '${' write "
      "'$${'";
  EXPECT_EQ(message("instance: ${}\n"), "1:11: instance: " + wanted);
  EXPECT_EQ(message("instance: ${HOME\n"), "1:11: instance: " + wanted);
  EXPECT_EQ(message("instance: ${7up}\n"), "1:11: instance: " + wanted);
}

TEST_F(RefusedConfig, WhatTheEnvironmentGaveIsNeverShown) {
  setenv("TRIGO_TEST_SECRET", "hush\xff", 1);
  for (const char* place :
       {"detect: {confidence: '%'}", "detect: {every: '%'}", "detect: {profile: '%'}",
        "detect: {batch: '%'}", "detect: {batch: {wait: '%'}}", "detect: {model: '%'}",
        "detect: {lanes: '%'}", "detect: {classes: [a, '%']}", "server: {listen: '%'}",
        "instance: '%'", "data: '%'", "streams: {a: {url: '%'}}",
        "streams: {a: {url: a, loop: '%'}}"}) {
    std::string text(place);
    text.replace(text.find('%'), 1, "${TRIGO_TEST_SECRET}");
    const auto said = message(text);
    EXPECT_EQ(said.find("hush"), std::string::npos) << said;
    EXPECT_NE(said.find("'${TRIGO_TEST_SECRET}'; it must be"), std::string::npos) << said;
  }
  setenv("TRIGO_TEST_SECRET", "0.0.0.0:80", 1);
  EXPECT_EQ(message("server: {listen: '${TRIGO_TEST_SECRET}'}"),
            "1:18: server.listen is '${TRIGO_TEST_SECRET}'; it must be a loopback address with its "
            "port, as in 127.0.0.1:8080");
  setenv("TRIGO_TEST_SECRET", "99", 1);
  EXPECT_EQ(message("detect: {confidence: '${TRIGO_TEST_SECRET}'}"),
            "1:22: detect.confidence is ${TRIGO_TEST_SECRET}; it must be 0.1 … 1");
  unsetenv("TRIGO_TEST_SECRET");
}

TEST_F(RefusedConfig, PasswordsInUrlsAreNeverShown) {
  const std::string url = "rtsp://viewer:hush" + std::string(100, 'x') + "@10.0.0.7/";
  for (const auto& text : {"streams: {a: {url: \"" + url + "\\n\"}}",   // As a value,
                           "streams: {'" + url + "': {url: a}}",        // an id,
                           "streams: {a: {url: a, '" + url + "': 1}}",  // and a key.
                           "streams: {a: '" + url + "'}", "instance: '" + url + "'"}) {
    const auto said = message(text);
    EXPECT_EQ(said.find("hush"), std::string::npos) << said;
    EXPECT_NE(said.find("rtsp://viewer:***@10.0.0.7/"), std::string::npos) << said;
  }
}

}  // namespace
}  // namespace trigo
