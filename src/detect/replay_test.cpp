#include "detect/replay.hpp"

#include <fstream>

#include <gtest/gtest.h>

#include "media/test_clip.hpp"

namespace trigo {
namespace {

class Replay : public testing::Test {
 protected:
  Result<std::shared_ptr<ReplayModel>> load(const std::string& text) {
    std::ofstream(file()) << text;
    return ReplayModel::load(file());
  }
  std::string file() const { return (folder_ / "boxes.txt").string(); }
  std::string refusal_of(const std::string& text) {
    const auto model = load(text);
    if (model) return "accepted";
    EXPECT_EQ(model.error().kind, ErrorKind::invalid_argument);
    const auto& message = model.error().message;
    EXPECT_TRUE(message.starts_with(file())) << message;
    return message.substr(file().size());
  }

  TestFolder folder_;
};

Detections answer(DetectorModel& model, std::int64_t sequence) {
  auto detector = model.make_detector();
  const Frame frame{.sequence = sequence};
  auto answers = (*detector)->detect({&frame, 1});
  return *answers.at(0);
}

TEST_F(Replay, FrameOneOfTheTextIsTheFirstPicture) {
  const auto model = load("1,-1,10,20,30,40,0.5\n1,-1,0,0,5,5,0.75,-1,-1,-1\n\n3 7 1.5 2 3 4\n");
  ASSERT_TRUE(model) << model.error().message;
  EXPECT_EQ(answer(**model, 0),
            (Detections{{{0, 0, 5, 5}, 0.75F, 0}, {{10, 20, 40, 60}, 0.5F, 0}}));
  EXPECT_TRUE(answer(**model, 1).empty());
  EXPECT_EQ(answer(**model, 2), (Detections{{{1.5F, 2, 4.5F, 6}, 1, 0}}));
}

TEST_F(Replay, IgnoredRowsAndWindowsLineEndsAreNoTrouble) {
  const auto model =
      load("1, 1, 0, 0, 5, 5, 0\r\n1, 2, 0, 0, 5, 5, 0.05\r\n1, 3, 1, 1, 5, 5, 1\r\n");
  ASSERT_TRUE(model) << model.error().message;
  EXPECT_EQ(answer(**model, 0), (Detections{{{1, 1, 6, 6}, 1, 0}}));
}

TEST_F(Replay, ABadLineIsNamedWithWhatIsWrong) {
  EXPECT_EQ(refusal_of("1,-1,0,0,5,5,1\n2,-1,0,x,5,5,1\n"), ":2: 'x' is no number here");
  EXPECT_EQ(refusal_of("1,2,3\n"),
            ":1: 3 columns, but MOT text has frame,id,left,top,width,height,score");
  EXPECT_EQ(refusal_of("0,-1,0,0,5,5,1\n"), ":1: frame '0': frames are numbered 1, 2, …");
  EXPECT_EQ(refusal_of("1.5,-1,0,0,5,5,1\n"), ":1: frame '1.5': frames are numbered 1, 2, …");
  EXPECT_EQ(refusal_of("1,-1,0,0,0,5,1\n"), ":1: a box of 0 x 5 is empty");
  EXPECT_EQ(refusal_of("1,-1,0,0,5,5,50\n"), ":1: score 50 is above 1");
  EXPECT_EQ(refusal_of("1,-1,0,nan,5,5,1\n"), ":1: 'nan' is no number here");
  EXPECT_EQ(refusal_of("1,-1,0,0,5,5,1px\n"), ":1: '1px' is no number here");
}

TEST_F(Replay, ABoxThatRoundingLeavesEmptyIsRefused) {
  EXPECT_EQ(refusal_of("1,1,1e7,0,1e-9,5,1\n"), ":1: a box of 1e-9 x 5 is empty");
}

TEST_F(Replay, ALineThatIsTooLongIsRefusedWithoutBeingRead) {
  EXPECT_EQ(refusal_of("1,1,1,1,1,1" + std::string(989, ' ') + "\n1,1,1,1,1,1" +
                       std::string(990, ' ') + "\n"),
            ":2: longer than 1000 bytes; is this MOT text?");
  EXPECT_TRUE(load("1,1,1,1,1,1"));
}

TEST_F(Replay, ARefusalIsOneLineOfText) {
  EXPECT_EQ(refusal_of("1,1,1,1,1,a\x1b\xff\n"), ":1: 'a?\?' is no number here");
}

TEST_F(Replay, AMissingFileAndAFolderAreRefused) {
  const auto missing = ReplayModel::load(folder_ / "none.txt");
  ASSERT_FALSE(missing);
  EXPECT_NE(missing.error().message.find("none.txt: No such file"), std::string::npos);
  const auto directory = ReplayModel::load(folder_.path());
  ASSERT_FALSE(directory);
  EXPECT_NE(directory.error().message.find("is a directory"), std::string::npos);
}

TEST_F(Replay, RowsInMemoryAreSortedBestFirst) {
  ReplayModel model({{1, {{{0, 0, 1, 1}, 0.2F, 0}, {{0, 0, 2, 2}, 0.9F, 0}}}}, {.lanes = 3});
  EXPECT_EQ(model.traits().lanes, 3);
  EXPECT_FLOAT_EQ(answer(model, 0).at(0).score, 0.9F);
}

}  // namespace
}  // namespace trigo
