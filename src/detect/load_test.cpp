#include "detect/load.hpp"

#include <fstream>

#include <gtest/gtest.h>

#include "media/test_clip.hpp"

namespace trigo {
namespace {

std::string refusal_of(const DetectorSettings& settings) {
  const auto loaded = load_detector(settings);
  if (loaded) return "accepted";
  EXPECT_EQ(loaded.error().kind, ErrorKind::invalid_argument);
  EXPECT_EQ(loaded.error().message.find('\n'), std::string::npos);
  return loaded.error().message;
}

TEST(LoadDetector, AnUnknownNameIsAnsweredWithTheNearest) {
  EXPECT_NE(refusal_of({.model = "yolox_nano"}).find("did you mean 'yolox-nano'?"),
            std::string::npos);
}

TEST(LoadDetector, AFileThatIsNotThereOrEmptyOrAFolderIsRefusedByItsPath) {
  TestFolder folder;
  const auto missing = (folder / "none.onnx").string();
  EXPECT_EQ(refusal_of({.model = missing}), "model " + missing + ": no such file");
  const auto empty = (folder / "empty.onnx").string();
  std::ofstream(empty).flush();
  EXPECT_EQ(refusal_of({.model = empty}), "model " + empty + ": is empty");
  const auto directory = folder.path().string() + "/";
  EXPECT_EQ(refusal_of({.model = directory}), "model " + directory + ": is not a file");
}

#ifndef TRIGO_OPENVINO
TEST(LoadDetector, ABuildWithoutARuntimeSaysSo) {
  TestFolder folder;
  const auto file = (folder / "some.onnx").string();
  std::ofstream(file) << "model";
  EXPECT_NE(refusal_of({.model = file}).find("no OpenVINO"), std::string::npos);
}
#endif

}  // namespace
}  // namespace trigo
