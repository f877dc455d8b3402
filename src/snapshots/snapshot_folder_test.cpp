#include "snapshots/snapshot_folder.hpp"

#include <fstream>

#include <gtest/gtest.h>
#include <unistd.h>

namespace trigo {
namespace {

constexpr std::int64_t day_us = 86'400LL * 1'000'000;

class SnapshotFolderTest : public testing::Test {
 protected:
  void TearDown() override { std::filesystem::remove_all(path_); }

  static EventRecord entered(std::int64_t person, std::int64_t utc_us) {
    return {.utc_us = utc_us, .stream = "yard", .place = "gate", .person = person};
  }

  bool has(std::int64_t person, std::int64_t utc_us) const {
    return SnapshotFolder(path_).read(entered(person, utc_us))->has_value();
  }

  const std::filesystem::path path_ =
      std::filesystem::path(testing::TempDir()) / ("trigo-snapshots-" + std::to_string(getpid()));
};

TEST_F(SnapshotFolderTest, WhatIsWrittenIsReadByWhoseItIs) {
  SnapshotFolder folder(path_);
  ASSERT_TRUE(folder.write(entered(7, 3 * day_us), "seven"));
  EXPECT_EQ(**folder.read(entered(7, 3 * day_us)), "seven");
  EXPECT_EQ(*folder.read(entered(8, 3 * day_us)), std::nullopt);
  EXPECT_EQ(*folder.read(entered(7, 4 * day_us)), std::nullopt);
  EXPECT_TRUE(std::filesystem::exists(path_ / "1970-01-04" / "0000259200000000.7.yard.gate.jpg"));
}

TEST_F(SnapshotFolderTest, WhatCannotBeWrittenIsAnErrorThatNamesTheFile) {
  std::ofstream(path_) << "a file where the folder should be";
  const auto written = SnapshotFolder(path_).write(entered(7, 1), "seven");
  ASSERT_FALSE(written);
  EXPECT_EQ(written.error().kind, ErrorKind::unavailable);
  EXPECT_NE(written.error().message.find(path_.string()), std::string::npos);
}

TEST_F(SnapshotFolderTest, OrphansAndUnfinishedFilesAreSweptOut) {
  SnapshotFolder folder(path_);
  for (int person = 1; person <= 4; ++person)
    ASSERT_TRUE(folder.write(entered(person, person * day_us), "1234567890"));
  std::ofstream(path_ / "1970-01-02" / "0000086400000000.9.yard.gate.jpg.part") << "half";
  std::ofstream(path_ / "1970-01-02" / "notes.txt") << "of somebody";
  SnapshotFolder again(path_);
  const auto even = [](const EventRecord& owner) -> std::optional<bool> {
    EXPECT_EQ(owner.stream + owner.place, "yardgate");
    EXPECT_EQ(owner.utc_us, owner.person * day_us);
    return owner.person % 2 == 0;
  };
  EXPECT_TRUE(again.sweep(3 * day_us, even));
  EXPECT_FALSE(has(1, day_us));
  EXPECT_TRUE(has(2, 2 * day_us));
  EXPECT_TRUE(has(3, 3 * day_us)) << "taken since";
  EXPECT_EQ(again.bytes(), 30);
  EXPECT_FALSE(
      std::filesystem::exists(path_ / "1970-01-02" / "0000086400000000.9.yard.gate.jpg.part"));
  EXPECT_TRUE(std::filesystem::exists(path_ / "1970-01-02" / "notes.txt"));
}

TEST_F(SnapshotFolderTest, WhatCannotBeToldYetIsLeftAlone) {
  SnapshotFolder folder(path_);
  ASSERT_TRUE(folder.write(entered(7, 1), "seven"));
  EXPECT_FALSE(folder.sweep(2, [](const EventRecord&) { return std::optional<bool>(); }));
  EXPECT_TRUE(has(7, 1));
}

TEST_F(SnapshotFolderTest, TheOldestGoFirst) {
  SnapshotFolder folder(path_);
  for (int i = 1; i <= 10; ++i) ASSERT_TRUE(folder.write(entered(i, i * day_us / 2), "1234567890"));
  EXPECT_EQ(folder.trim(day_us, 1000), day_us);
  EXPECT_FALSE(has(1, day_us / 2));
  EXPECT_TRUE(has(2, day_us)) << "not older than that";
  EXPECT_EQ(folder.bytes(), 90);
  EXPECT_EQ(folder.trim(day_us, 55), 5 * day_us / 2 + 1);
  EXPECT_EQ(folder.bytes(), 50);
  EXPECT_FALSE(has(5, 5 * day_us / 2));
  EXPECT_TRUE(has(6, 3 * day_us));
  EXPECT_FALSE(std::filesystem::exists(path_ / "1970-01-02")) << "an empty day";
  folder.clear();
  EXPECT_FALSE(std::filesystem::exists(path_));
}

}  // namespace
}  // namespace trigo
