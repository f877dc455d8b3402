#include "app/scene_config.hpp"

#include <fstream>

#include <gtest/gtest.h>
#include <unistd.h>

namespace trigo {
namespace {

class SceneFile : public testing::Test {
 protected:
  void TearDown() override { std::filesystem::remove(file_); }

  Result<ScenePlan> load(const std::string& text) const {
    std::ofstream(file_, std::ios::binary) << text;
    return load_scene_plan(file_, {"person", "car"});
  }

  /// What is said of it, without the file's name.
  std::string refused(const std::string& text) const {
    const auto plan = load(text);
    if (plan) return "accepted";
    EXPECT_EQ(plan.error().kind, ErrorKind::invalid_argument);
    const auto name = file_.string() + ":";
    EXPECT_EQ(plan.error().message.substr(0, name.size()), name);
    return plan.error().message.substr(name.size());
  }

  const std::filesystem::path file_ = std::filesystem::path(testing::TempDir()) /
                                      ("trigo-scene-" + std::to_string(getpid()) + ".yaml");
};

TEST_F(SceneFile, ZonesLinesAndMasksAreInTheOrderOfTheirNames) {
  const auto plan = load(
      "zones:\n"
      "  yard: {polygon: [[0, 0], [1, 0], [1, 1]]}\n"
      "  door: {polygon: [[0, 0], [1, 0], [1, 1], [0, 0]], dwell: 2m}\n"
      "lines: {fence: {from: [0, 0.5], to: [1, 0.5], anchor: center}}\n"
      "masks: {tree: {polygon: [[0, 0], [1, 0], [1, 1]]}}\n");
  ASSERT_TRUE(plan) << plan.error().message;
  ASSERT_EQ(plan->zones.size(), 2U);
  EXPECT_EQ(plan->zones[0].name, "door");
  EXPECT_EQ(plan->zones[0].polygon.size(), 3U) << "closed: the last corner is the first";
  EXPECT_EQ(plan->zones[0].dwell_s, 120);
  EXPECT_EQ(plan->zones[1].name, "yard");
  EXPECT_EQ(plan->lines.at(0).filter.anchor, Anchor::center);
  EXPECT_EQ(plan->masks.at(0).name, "tree");
}

TEST_F(SceneFile, NothingInItIsNothing) {
  const auto plan = load("");
  ASSERT_TRUE(plan);
  EXPECT_TRUE(plan->empty());
}

TEST_F(SceneFile, PolygonsAreRefusedWithReasonAndPlace) {
  EXPECT_EQ(refused("zones:\n  a: {polygon: [[0, 0], [1, 1], [1, 0], [0, 1]]}\n"),
            "2:16: zones.a.polygon crosses or touches itself; list its corners in the order in "
            "which they follow each other round the area");
  EXPECT_EQ(refused("zones:\n  a: {polygon: [[0, 0], [1, 0]]}\n"),
            "2:16: zones.a.polygon has fewer than 3 corners; give it at least 3");
  EXPECT_EQ(refused("zones:\n  a: {polygon: [[0, 0], [0.5, 0], [1, 0]]}\n"),
            "2:16: zones.a.polygon has no area; move its corners apart");
  EXPECT_EQ(refused("zones:\n  a: {polygon: [[0, 0], [1, 1.5], [1, 0]]}\n"),
            "2:29: zones.a.polygon[1][1] is 1.5; it must be 0 … 1");
  EXPECT_EQ(refused("zones:\n  a: {polygon: [[0, 0], [1, 1, 1], [1, 0]]}\n"),
            "2:25: zones.a.polygon[1] has 3 numbers; it must be a point, as in [0.1, 0.5]");
  EXPECT_EQ(refused("zones:\n  a: {polygon: [[0, 0], [1, nan], [1, 0]]}\n"),
            "2:29: zones.a.polygon[1][1] is 'nan'; it must be a number, 0 … 1");
  EXPECT_EQ(refused("zones: {a: {dwell: 3s}}\n"),
            "1:12: zones.a has no 'polygon'; give it one, as in [[0.1, 0.5], [0.4, 0.5], [0.4, "
            "1]]");
  EXPECT_EQ(refused("masks: {a: {polygon: 5}}\n"),
            "1:22: masks.a.polygon is '5'; it must be a list of corners, as in [[0.1, 0.5], [0.4, "
            "0.5], [0.4, 1]]");
}

TEST_F(SceneFile, LinesAreRefusedWithReasonAndPlace) {
  EXPECT_EQ(refused("lines: {a: {from: [0.5, 0.5], to: [0.5, 0.5]}}\n"),
            "1:12: lines.a has no length; move its ends apart");
  EXPECT_EQ(refused("lines: {a: {from: [0.5, 0.5]}}\n"),
            "1:12: lines.a has no 'to'; give it one, as in [0.5, 0.2]");
  EXPECT_EQ(refused("lines: {a: {from: [-0.1, 0.5], to: [0, 1]}}\n"),
            "1:20: lines.a.from[0] is -0.1; it must be 0 … 1");
}

TEST_F(SceneFile, KeysNamesAndValuesAreChecked) {
  const std::string area = "polygon: [[0, 0], [1, 0], [1, 1]]";
  EXPECT_EQ(refused("zones: {a: {" + area + ", dwel: 3s}}\n"),
            "1:48: unknown key 'dwel' in 'zones.a'; did you mean 'dwell'?");
  EXPECT_EQ(refused("zone: {}\n"), "1:1: unknown key 'zone'; did you mean 'zones'?");
  EXPECT_EQ(refused("zones: {A: {" + area + "}}\n"),
            "1:9: zones has 'A', which is not made of 1 to 64 of a-z, 0-9, '_' and '-'; rename it");
  EXPECT_EQ(refused("zones: {a: {" + area + ", enter: 2}}\n"),
            "1:55: zones.a.enter is '2'; it must be a time with its unit (50ms, 30s, 2m, 1h), 0ms "
            "… 1h");
  EXPECT_EQ(refused("zones: {a: {" + area + ", classes: [dog]}}\n"),
            "1:58: zones.a.classes[0] is 'dog', which is not looked for; detect.classes are: "
            "person, car");
  EXPECT_EQ(refused("zones: {a: {" + area + ", anchor: head}}\n"),
            "1:56: zones.a.anchor is 'head'; it must be feet or center");
  EXPECT_EQ(refused("masks: {a: {" + area + ", dwell: 3s}}\n"),
            "1:48: unknown key 'dwell' in 'masks.a'; known keys: polygon, anchor");
  std::string many = "zones:\n";
  for (int i = 0; i < 65; ++i) many += "  z" + std::to_string(i) + ": {" + area + "}\n";
  EXPECT_EQ(refused(many), "2:3: zones has 65 entries; 64 are the most");
}

}  // namespace
}  // namespace trigo
