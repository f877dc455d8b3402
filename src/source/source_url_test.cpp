#include "source/source_url.hpp"

#include <fstream>

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include "media/test_clip.hpp"

namespace trigo {
namespace {

void put(const std::filesystem::path& file, const std::string& text = "x") {
  std::ofstream(file) << text;
}

std::string refusal(const std::string& text) {
  const auto source = parse_source(text);
  EXPECT_FALSE(source.has_value()) << text;
  if (source) return {};
  // A device may be plugged in later.
  EXPECT_EQ(source.error().kind,
            text.starts_with("/dev/video") ? ErrorKind::unavailable : ErrorKind::invalid_argument);
  EXPECT_EQ(source.error().message.find('\n'), std::string::npos);
  return source.error().message;
}

TEST(ParseSource, KnowsFilesByPathAndByUrl) {
  const TestFolder folder;
  put(folder / "a b.mp4");
  const std::string path = (folder / "a b.mp4").string();
  const std::vector<std::string> spellings{path, "file:" + path, "file://" + path,
                                           "FILE://localhost" + (folder / "a%20b.mp4").string()};
  for (const std::string& text : spellings) {
    const auto source = parse_source(text);
    ASSERT_TRUE(source.has_value()) << source.error().message;
    EXPECT_EQ(source->kind, SourceKind::file);
    EXPECT_EQ(source->url, "file:" + path);
    EXPECT_EQ(source->shown(), path);
  }
}

TEST(ParseSource, ANameThatIsNoLineOfTextIsShownAsOne) {
  const TestFolder folder;
  put(folder / "a\nb\x1b.mp4");
  const std::string path = (folder / "a\nb\x1b.mp4").string();
  const auto source = parse_source(path);
  ASSERT_TRUE(source.has_value()) << source.error().message;
  EXPECT_EQ(source->path(), path);
  EXPECT_EQ(source->shown(), (folder / "a?b?.mp4").string());
  EXPECT_EQ(refusal("none\n\xff.mp4"), "none??.mp4: no such file");
}

TEST(ParseSource, AFileMayBeCalledLikeAScheme) {
  const TestFolder folder;
  put(folder / "concat:x.mp4");
  const auto old = std::filesystem::current_path();
  std::filesystem::current_path(folder.path());
  const auto source = parse_source("concat:x.mp4");
  std::filesystem::current_path(old);
  ASSERT_TRUE(source.has_value());
  EXPECT_EQ(source->url, "file:concat:x.mp4");
}

TEST(ParseSource, KnowsUrlsAndHidesTheirPasswords) {
  const auto camera = parse_source("rtsp://viewer:s3cret@10.0.0.7:554/stream2");
  ASSERT_TRUE(camera.has_value());
  EXPECT_EQ(camera->kind, SourceKind::rtsp);
  EXPECT_EQ(camera->shown(), "rtsp://viewer:***@10.0.0.7:554/stream2");
  EXPECT_EQ(parse_source("HTTPS://h/v.mp4")->kind, SourceKind::http);
}

TEST(ParseSource, RefusesEveryOtherScheme) {
  for (const std::string text :
       {"concat:a.mp4|b.mp4", "subfile:,,start,0,end,9,,:/etc/passwd", "pipe:0", "ftp://h/a.mp4",
        "data:text/plain,x", "crypto+http://h/", "rtmp://h/live", "rtsp:h", "tcp://h:1"})
    EXPECT_NE(refusal(text).find("is no kind of source"), std::string::npos) << text;
  EXPECT_EQ(refusal("ftp://u:pw@h/a").find("pw"), std::string::npos);
}

TEST(ParseSource, RefusesUrlsWithoutAHost) {
  for (const std::string text : {"rtsp://", "rtsp:///x", "http://:80/x", "http://u:p@/x"})
    EXPECT_NE(refusal(text).find("the host is missing"), std::string::npos) << text;
  EXPECT_NE(refusal("http://h/a b").find("white space"), std::string::npos);
}

TEST(ParseSource, APasswordThatIsNotEscapedIsToldApartFromAPortAndNotShown) {
  for (const std::string text :
       {"rtsp://u:s3/cret@h/x", "rtsp://u:s3#cret@h/", "http://u:s3?cret@h/"}) {
    EXPECT_NE(refusal(text).find("write %2F"), std::string::npos) << text;
    EXPECT_EQ(refusal(text).find("s3"), std::string::npos) << refusal(text);
  }
  for (const std::string text :
       {"rtsp://u:p@[::1]:554/x", "rtsp://[::1]/x", "rtsp://h:/x", "rtsp://h:554"})
    EXPECT_TRUE(parse_source(text).has_value()) << text;
}

TEST(ParseSource, SaysWhatIsWrongWithAFile) {
  const TestFolder folder;
  put(folder / "empty.mp4", "");
  put(folder / "secret.mp4");
  ASSERT_EQ(::mkfifo((folder / "pipe.mp4").c_str(), 0600), 0);
  std::filesystem::permissions(folder / "secret.mp4", std::filesystem::perms::none);
  const auto why = [&](const std::string& name) { return refusal((folder / name).string()); };
  EXPECT_EQ(why("missing.mp4"), (folder / "missing.mp4").string() + ": no such file");
  EXPECT_NE(why("empty.mp4").find("is empty"), std::string::npos);
  EXPECT_NE(why("").find("is a directory"), std::string::npos);
  EXPECT_NE(why("pipe.mp4").find("is not a regular file"), std::string::npos);
  if (::geteuid() != 0) {  // Root may read it.
    EXPECT_NE(why("secret.mp4").find("no permission"), std::string::npos);
  }
  EXPECT_FALSE(refusal("").empty());
  EXPECT_FALSE(refusal("file://").empty());
  EXPECT_NE(refusal("/dev/video99").find("no such device"), std::string::npos);
}

TEST(SuggestedId, IsMadeOfTheLastPartAndSafeInAUrl) {
  const auto file_id = [](const std::string& path) {
    return SourceUrl{SourceKind::file, "file:" + path}.suggested_id();
  };
  EXPECT_EQ(file_id("/a/vtest.avi"), "vtest");
  EXPECT_EQ(file_id("Cour d'entrée (2).MP4"), "cour-d-entr-e-2");
  EXPECT_EQ(file_id("/a/日本.mp4"), "stream");
  EXPECT_EQ(file_id(std::string(100, 'x') + ".mp4"), std::string(64, 'x'));
  const auto camera_id = [](const std::string& url) {
    return SourceUrl{SourceKind::rtsp, url}.suggested_id();
  };
  EXPECT_EQ(camera_id("rtsp://u:pw@10.0.0.7:554/live/Stream2/?x=a/b"), "stream2");
  EXPECT_EQ(camera_id("rtsp://u:pw@gate.local:554/"), "gate-local");
  EXPECT_EQ(camera_id("rtsp://gate"), "gate");
  EXPECT_EQ((SourceUrl{SourceKind::device, "/dev/video0"}.suggested_id()), "video0");
}

TEST(ListDirectory, GivesVideoFilesByName) {
  const TestFolder folder;
  for (const auto* name : {"b.MP4", "a.mkv", "notes.txt", "c.h264", "noextension"})
    put(folder / name);
  std::filesystem::create_directory(folder / "d.mp4");
  const auto sources = list_directory(folder.path());
  ASSERT_TRUE(sources.has_value());
  ASSERT_EQ(sources->size(), 3U);
  EXPECT_EQ((*sources)[0].suggested_id(), "a");
  EXPECT_EQ((*sources)[1].suggested_id(), "b");
  EXPECT_EQ((*sources)[2].suggested_id(), "c");
}

TEST(ListDirectory, RefusesOneWithoutVideo) {
  const TestFolder folder;
  put(folder / "notes.txt");
  EXPECT_NE(list_directory(folder.path()).error().message.find("holds no video"),
            std::string::npos);
  EXPECT_NE(list_directory(folder / "no").error().message.find("no such directory"),
            std::string::npos);
  EXPECT_NE(list_directory(folder / "notes.txt").error().message.find("is not a directory"),
            std::string::npos);
}

}  // namespace
}  // namespace trigo
