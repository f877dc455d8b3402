#include <algorithm>
#include <cmath>
#include <fstream>
#include <random>

#include <gtest/gtest.h>
#include <openvino/op/ops.hpp>
#include <openvino/openvino.hpp>

#include "detect/bgr_matrix.hpp"
#include "detect/load.hpp"
#include "detect/model_store.hpp"
#include "detect/openvino_check.hpp"
#include "detect/openvino_graph.hpp"
#include "detect/openvino_planes.hpp"
#include "media/test_clip.hpp"

namespace trigo {
namespace {

using ov::op::v0::Constant;

constexpr Size small{64, 64};
constexpr int classes = 1;

/// A head of the shape of YOLOX's: one convolution a stride, its cells in a row. With
/// `batch_in_target` 1 it carries the trap of the published export.
std::shared_ptr<ov::Model> tiny_head(std::int64_t batch_in_target, bool mixes_pictures = false) {
  const auto images =
      std::make_shared<ov::op::v0::Parameter>(ov::element::f32, ov::PartialShape{1, 3, 64, 64});
  images->output(0).set_names({"images"});
  ov::Output<ov::Node> picture = images;
  if (mixes_pictures) {
    const auto axis = Constant::create(ov::element::i64, {1}, {0});
    picture = std::make_shared<ov::op::v1::Add>(
        images, std::make_shared<ov::op::v1::ReduceMean>(images, axis, true));
  }
  std::mt19937 random(3);
  std::uniform_real_distribution<float> weight(-0.001F, 0.001F);
  ov::OutputVector rows;
  for (const std::size_t stride : {8U, 16U, 32U}) {
    std::vector<float> weights(std::size_t{6} * 3 * stride * stride);
    std::generate(weights.begin(), weights.end(), [&] { return weight(random); });
    const auto kernel = Constant::create(ov::element::f32, {6, 3, stride, stride}, weights);
    const auto cells = std::make_shared<ov::op::v1::Convolution>(
        picture, kernel, ov::Strides{stride, stride}, ov::CoordinateDiff{0, 0},
        ov::CoordinateDiff{0, 0}, ov::Strides{1, 1});
    const auto target =
        Constant::create(ov::element::i64, {3}, std::vector<std::int64_t>{batch_in_target, 6, -1});
    rows.push_back(std::make_shared<ov::op::v1::Reshape>(cells, target, true));
  }
  const auto joined = std::make_shared<ov::op::v0::Concat>(rows, 2);
  const auto order = Constant::create(ov::element::i64, {3}, {0, 2, 1});
  const auto output = std::make_shared<ov::op::v1::Transpose>(joined, order);
  return std::make_shared<ov::Model>(ov::OutputVector{output}, ov::ParameterVector{images});
}

/// What prove_batches() says of it, or "proven".
std::string verdict_on(const ov::Model& model) {
  ov::Core core;
  auto compiled = core.compile_model(with_planes(model, {1, 3}, small), "CPU",
                                     ov::hint::inference_precision(ov::element::f32));
  const auto proven = prove_batches(compiled, small, classes, 1e-3F);
  return proven ? "proven" : proven.error().message;
}

TEST(OpenVino, AModelThatMixesUpItsBatchesIsRefusedUntilItIsRepaired) {
  const auto model = tiny_head(1);
  model->reshape(ov::PartialShape{ov::Dimension::dynamic(), 3, 64, 64});
  EXPECT_EQ(verdict_on(*model),
            "answers 3 pictures with [1,252,6] instead of [3,84,6]: its batches are mixed up");
  EXPECT_EQ(repair_batch(*model), 3);
  EXPECT_EQ(verdict_on(*model), "proven");
  EXPECT_EQ(repair_batch(*model), 0);
}

TEST(OpenVino, AModelWhosePicturesSeeEachOtherIsRefusedThoughItsShapeIsRight) {
  EXPECT_NE(verdict_on(*tiny_head(0, true)).find("differently than alone"), std::string::npos);
}

TEST(OpenVino, AModelWithOtherOutputsIsNoDetectorAndIsToldWhatItHas) {
  EXPECT_EQ(*yolox_classes(*tiny_head(1)), classes);
  const auto images =
      std::make_shared<ov::op::v0::Parameter>(ov::element::f32, ov::PartialShape{1, 3, 32, 32});
  images->output(0).set_names({"images"});
  const auto same = std::make_shared<ov::op::v0::Relu>(images);
  const ov::Model model(ov::OutputVector{same}, ov::ParameterVector{images});
  const auto refused = yolox_classes(model);
  ASSERT_FALSE(refused);
  EXPECT_NE(refused.error().message.find("input images f32 [1,3,32,32]"), std::string::npos);
  EXPECT_NE(refused.error().message.find("supported is a YOLOX"), std::string::npos);
}

TEST(OpenVino, AFileThatIsNoModelIsRefusedInOneLine) {
  TestFolder folder;
  const auto file = (folder / "strange.onnx").string();
  std::ofstream(file) << std::string(2000, '?');
  const auto loaded = load_detector({.model = file});
  ASSERT_FALSE(loaded);
  EXPECT_EQ(loaded.error().kind, ErrorKind::invalid_argument);
  EXPECT_EQ(loaded.error().message,
            "model " + file + ": OpenVINO cannot use it: Model can't be parsed");
}

/// The model's input for a picture whose planes hold these values only: B, G, R of one pixel.
std::vector<float> seen_by_model(const ColorSpace& color, int y, int u, int v) {
  const auto images =
      std::make_shared<ov::op::v0::Parameter>(ov::element::f32, ov::PartialShape{1, 3, 64, 64});
  const ov::Model same(ov::OutputVector{std::make_shared<ov::op::v0::Relu>(images)},
                       ov::ParameterVector{images});
  ov::Core core;
  auto compiled = core.compile_model(with_planes(same, 1, small), "CPU",
                                     ov::hint::inference_precision(ov::element::f32));
  auto request = compiled.create_infer_request();
  PlaneBatch batch(request, 1, small);
  const TensorPlanes planes = batch.planes();
  constexpr std::ptrdiff_t plane = std::ptrdiff_t{64} * 64;
  constexpr std::ptrdiff_t pixel = std::ptrdiff_t{11} * 64 + 7;
  const auto put = [](std::uint8_t* bytes, int value) {
    std::fill_n(bytes, plane, std::uint8_t{0});
    bytes[pixel] = static_cast<std::uint8_t>(value);
  };
  put(planes.y, y);
  put(planes.u, u);
  put(planes.v, v);
  batch.put(0, color);
  request.infer();
  const auto output = request.get_output_tensor();
  const auto* bgr = output.data<const float>() + pixel;
  return {bgr[0], bgr[plane], bgr[2 * plane]};
}

TEST(OpenVino, TheGraphTurnsPlanesIntoBgrByTheStreamsOwnColours) {
  const auto expect = [](const std::vector<float>& seen, std::vector<float> bgr) {
    for (std::size_t c = 0; c < 3; ++c) EXPECT_NEAR(seen[c], bgr[c], 2) << c;
  };
  expect(seen_by_model({ColorMatrix::bt601, false}, 81, 90, 240), {0, 0, 255});
  expect(seen_by_model({ColorMatrix::bt709, false}, 63, 102, 240), {0, 0, 255});
  expect(seen_by_model({ColorMatrix::bt601, true}, 76, 85, 255), {0, 0, 255});
  expect(seen_by_model({ColorMatrix::bt601, false}, 114, 128, 128), {114, 114, 114});
  expect(seen_by_model({ColorMatrix::bt601, false}, 255, 128, 128), {255, 255, 255});  // Clamped.
}

/// The default model, from the store; a test environment fetches it first.
class YoloxNano : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    auto loaded = load_detector({});
    ASSERT_TRUE(loaded) << loaded.error().message;
    model_ = std::move(*loaded);
  }
  static void TearDownTestSuite() { model_.reset(); }
  void SetUp() override { ASSERT_TRUE(model_) << "the model could not be loaded"; }

  static std::shared_ptr<DetectorModel> model_;
};

std::shared_ptr<DetectorModel> YoloxNano::model_;

/// The model's file with each of its Reshapes as the publisher left them.
TEST_F(YoloxNano, IsPublishedWithTheTrapAndTheCheckSeesIt) {
  const auto store = ModelStore::usual();
  ASSERT_TRUE(store) << store.error().message;
  const auto file = store->find(*ModelCatalog::built_in().find("yolox-nano"));
  ASSERT_TRUE(file) << file.error().message;
  ov::Core core;
  const auto model = core.read_model(file->string());
  EXPECT_EQ(*yolox_classes(*model), 80);
  auto compiled = core.compile_model(with_planes(*model, {1, 3}, small), "CPU");
  const auto proven = prove_batches(compiled, small, 80, 0.1F);
  ASSERT_FALSE(proven);
  EXPECT_NE(proven.error().message.find("[1,252,85] instead of [3,84,85]"), std::string::npos);
  EXPECT_EQ(repair_batch(*model), 3);
}

std::shared_ptr<ov::Model> published_model() {
  const auto store = ModelStore::usual();
  const auto file = store->find(*ModelCatalog::built_in().find("yolox-nano"));
  ov::Core core;
  auto model = core.read_model(file->string());
  repair_batch(*model);
  return model;
}

/// Some values for the planes of a picture of size `small`.
std::vector<std::uint8_t> painted_planes() {
  std::vector<std::uint8_t> bytes(std::size_t{3} * small.width * small.height);
  for (std::size_t i = 0; i < bytes.size(); ++i)
    bytes[i] = static_cast<std::uint8_t>((i * 7 + i / 64 * 29 + i * i / 900) % 256);
  return bytes;
}

/// What the model answers to painted_planes().
std::vector<float> answer_to_planes(const ov::Model& model) {
  ov::Core core;
  auto compiled = core.compile_model(with_planes(model, 1, small), "CPU",
                                     ov::hint::inference_precision(ov::element::f32));
  auto request = compiled.create_infer_request();
  PlaneBatch batch(request, 1, small);
  const auto bytes = painted_planes();
  std::copy(bytes.begin(), bytes.end(), batch.planes().y);  // The three lie one after the other.
  batch.put(0, {ColorMatrix::bt709, false});
  request.infer();
  const auto output = request.get_output_tensor();
  const auto* numbers = output.data<const float>();
  return {numbers, numbers + output.get_size()};
}

TEST_F(YoloxNano, FedWithPlanesAnswersAsWithThePictureInBgr) {
  const auto model = published_model();
  model->reshape(ov::PartialShape{1, 3, small.height, small.width});
  ov::Core core;
  auto request = core.compile_model(model, "CPU", ov::hint::inference_precision(ov::element::f32))
                     .create_infer_request();
  const auto bytes = painted_planes();
  const auto matrix = bgr_matrix({ColorMatrix::bt709, false});
  const std::size_t pixels = bytes.size() / 3;
  auto* bgr = request.get_input_tensor().data<float>();
  for (std::size_t channel = 0; channel < 3; ++channel)
    for (std::size_t i = 0; i < pixels; ++i)
      *bgr++ = std::clamp(matrix.luma[channel] * static_cast<float>(bytes[i]) +
                              matrix.u[channel] * static_cast<float>(bytes[pixels + i]) +
                              matrix.v[channel] * static_cast<float>(bytes[2 * pixels + i]) +
                              matrix.offset[channel],
                          0.0F, 255.0F);
  request.infer();
  const auto output = request.get_output_tensor();
  const auto* expected = output.data<const float>();
  const auto seen = answer_to_planes(*model);
  ASSERT_EQ(seen.size(), output.get_size());
  for (std::size_t i = 0; i < seen.size(); ++i) ASSERT_NEAR(seen[i], expected[i], 2e-3) << i;
}

TEST_F(YoloxNano, AHeadOfSomeClassesAnswersForThemAsTheWholeOneDoes) {
  constexpr std::size_t all = 85;
  constexpr std::size_t some = 7;
  const std::vector<int> wanted{0, 16};
  const auto whole = published_model();
  const auto trimmed = with_classes(*whole, 80, wanted);
  ASSERT_TRUE(trimmed);
  const auto expected = answer_to_planes(*whole);
  const auto seen = answer_to_planes(*trimmed);
  ASSERT_EQ(seen.size(), expected.size() / all * some);
  for (std::size_t row = 0; row < seen.size() / some; ++row) {
    for (std::size_t i = 0; i < 5; ++i)
      ASSERT_NEAR(seen[row * some + i], expected[row * all + i], 1e-4);
    ASSERT_NEAR(seen[row * some + 5], expected[row * all + 5], 1e-4);
    ASSERT_NEAR(seen[row * some + 6], expected[row * all + 5 + 16], 1e-4);
  }
}

TEST(OpenVino, AHeadThatIsBuiltOtherwiseIsLeftWhole) {
  EXPECT_EQ(with_classes(*tiny_head(0), classes, {0}), nullptr);
}

Frame plain_frame(Size size, int y) {
  FrameHandle image(av_frame_alloc());
  image->format = AV_PIX_FMT_YUV420P;
  image->width = size.width;
  image->height = size.height;
  EXPECT_EQ(av_frame_get_buffer(image.get(), 0), 0);
  for (int plane = 0; plane < 3; ++plane) {
    const auto rows = static_cast<std::ptrdiff_t>(plane == 0 ? size.height : size.height / 2);
    std::fill_n(image->data[plane], rows * image->linesize[plane],
                static_cast<std::uint8_t>(plane == 0 ? y : 128));
  }
  const auto transform = upright_transform(*image, {1, 1}, nullptr);
  return {.picture = Picture(std::shared_ptr<const AVFrame>(std::move(image)), transform)};
}

TEST_F(YoloxNano, TellsWhatItIs) {
  const auto& traits = model_->traits();
  EXPECT_EQ(traits.model, "yolox-nano");
  EXPECT_EQ(traits.classes.size(), 80U);
  EXPECT_GE(traits.lanes, 1);
  EXPECT_EQ(traits.device, "CPU · " + traits.precision);
  EXPECT_EQ(model_->shape({1280, 720}), (Size{416, 256}));
}

TEST_F(YoloxNano, AnswersEachFrameAndSeesNobodyInAPlainPicture) {
  ASSERT_TRUE(model_->prepare({416, 256}));
  auto detector = model_->make_detector();
  ASSERT_TRUE(detector);
  const std::vector<Frame> frames{plain_frame({1280, 720}, 30), plain_frame({640, 360}, 130),
                                  plain_frame({1920, 1080}, 230)};
  const auto answers = (*detector)->detect(frames);
  ASSERT_EQ(answers.size(), 3U);
  for (const auto& answer : answers) {
    ASSERT_TRUE(answer) << answer.error().message;
    EXPECT_TRUE(answer->empty());
  }
  EXPECT_TRUE((*detector)->detect({}).empty());
}

TEST_F(YoloxNano, AnUnknownClassIsRefusedWithTheNearest) {
  const auto loaded = load_detector({.classes = {"persom"}});
  ASSERT_FALSE(loaded);
  EXPECT_NE(loaded.error().message.find("did you mean 'person'?"), std::string::npos);
}

TEST_F(YoloxNano, CheckingItTellsEachStep) {
  const auto lines = check_model("yolox-nano");
  ASSERT_TRUE(lines) << lines.error().message;
  const auto has = [&](const std::string& text) {
    return std::any_of(lines->begin(), lines->end(),
                       [&](const std::string& line) { return line.find(text) != line.npos; });
  };
  EXPECT_TRUE(has("yolox-nano"));
  EXPECT_TRUE(has("sha256"));
  EXPECT_TRUE(has("as three single ones"));
}

}  // namespace
}  // namespace trigo
