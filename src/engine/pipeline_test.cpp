#include "engine/pipeline.hpp"

#include <filesystem>
#include <fstream>
#include <numeric>
#include <thread>

#include <gtest/gtest.h>

#include "engine/fake_model.hpp"
#include "engine/test_within.hpp"
#include "media/test_clip.hpp"

#if defined(__SANITIZE_ADDRESS__)
// Memory that is freed shall soon be free: this program measures it.
extern "C" const char* __asan_default_options() {
  return "quarantine_size_mb=1";
}
#endif

namespace trigo {
namespace {

using namespace std::chrono_literals;

int entries_of(const char* directory) {
  int count = 0;
  for (const auto& entry : std::filesystem::directory_iterator(directory))
    count += !entry.path().empty();
  return count;
}

/// Changes bits in the middle of the packet that comes as the `number`-th, from 0.
void damage_picture(const std::string& file, int number) {
  AVFormatContext* context = nullptr;
  ASSERT_EQ(avformat_open_input(&context, file.c_str(), nullptr, nullptr), 0);
  const FormatHandle format(context);
  const PacketHandle packet(av_packet_alloc());
  for (int n = 0; n <= number; ++n) {
    av_packet_unref(packet.get());
    ASSERT_EQ(av_read_frame(context, packet.get()), 0);
  }
  std::fstream bytes(file, std::ios::in | std::ios::out | std::ios::binary);
  bytes.seekp(packet->pos + 8 + packet->size / 2);  // The chunk's own header comes first.
  bytes.write("\x55\x55\x55\x55\x55\x55\x55\x55", 8);
}

double resident_mb() {
  std::ifstream file("/proc/self/statm");
  double pages = 0;
  double resident = 0;
  file >> pages >> resident;
  return resident * 4096 / 1e6;
}

class PipelineTest : public testing::Test {
 protected:
  std::unique_ptr<Pipeline> start(
      PipelineSettings settings, std::shared_ptr<FakeModel> model = std::make_shared<FakeModel>()) {
    auto pipeline =
        Pipeline::start(settings, std::move(model), clock_, live_, [this](const Look& look) {
          std::lock_guard lock(mutex_);
          looks_.push_back(look.frame.sequence);
        });
    EXPECT_TRUE(pipeline.has_value());
    return std::move(*pipeline);
  }

  std::string clip(const std::string& name, const TestClip& settings = {}) {
    write_clip(folder_ / name, settings);
    return (folder_ / name).string();
  }

  static StreamSettings stream(const std::string& id, const std::string& url, int every = 1) {
    return {.id = id, .title = {}, .url = url, .detect = Every{every}, .live = Every{every}};
  }

  static bool settled(const StreamStatus& status) {
    const auto reading = status.ledger->read();
    return status.state() == StreamState::ended && reading.waiting + reading.in_flight == 0;
  }

  TestFolder folder_;
  SteadyClock clock_;
  LiveBoard live_;
  std::mutex mutex_;
  std::vector<std::int64_t> looks_;  // Guarded by mutex_.
};

TEST_F(PipelineTest, OfflineEveryDueFrameIsLookedAtOnceAndInOrder) {
  auto pipeline = start(PipelineSettings::offline(3));
  ASSERT_TRUE(pipeline->add(stream("clip", clip("a.avi", {.pictures = 50}), 4)));
  const auto status = pipeline->find("clip");
  ASSERT_TRUE(within(10s, [&] { return settled(*status); })) << status->reason();
  pipeline->stop();
  std::vector<std::int64_t> expected;
  for (int i = 0; i < 50; i += 4) expected.push_back(i);
  EXPECT_EQ(looks_, expected);
  const auto reading = status->ledger->read();
  EXPECT_TRUE(reading.adds_up());
  EXPECT_EQ(reading.frames, 50);
  EXPECT_EQ(reading.submitted, 50);
  EXPECT_EQ(reading[FrameFate::detected], 13);
  EXPECT_EQ(status->ages_s.read().count, 13);
  EXPECT_EQ(pipeline->meter().detect_s.read().count, 13);
  EXPECT_EQ(pipeline->meter().batch_frames.read().sum, 13);
  double busy_s = 0;
  for (const BusyMeter& lane : pipeline->meter().lane_busy) busy_s += lane.busy_s();
  EXPECT_EQ(pipeline->meter().lane_busy.size(), 3U);
  EXPECT_NEAR(busy_s, pipeline->meter().detect_s.read().sum, 0.01);
}

TEST_F(PipelineTest, DamagedPicturesAreLookedAtAsTheStreamSays) {
  const std::string file = clip("a.avi", {.size = {320, 240}, .pictures = 30, .gop = 10});
  damage_picture(file, 12);
  const auto looks_with = [&](DamagedPictures damaged) {
    looks_.clear();
    auto pipeline = start(PipelineSettings::offline(1));
    auto settings = stream("clip", file);
    settings.input.damaged = damaged;
    EXPECT_TRUE(pipeline->add(settings));
    const auto status = pipeline->find("clip");
    EXPECT_TRUE(within(10s, [&] { return settled(*status); })) << status->reason();
    const auto reading = status->ledger->read();
    EXPECT_TRUE(reading.adds_up());
    EXPECT_EQ(reading.frames, 30);
    pipeline->stop();  // Now all looks have been told.
    EXPECT_EQ(reading.corrupt, 30 - std::ssize(looks_));
    return std::exchange(looks_, {});
  };
  std::vector<std::int64_t> all(30);
  std::iota(all.begin(), all.end(), 0);
  EXPECT_EQ(looks_with(DamagedPictures::use), all);
  auto expected = all;
  expected.erase(expected.begin() + 12);
  EXPECT_EQ(looks_with(DamagedPictures::skip), expected);
  expected.erase(expected.begin() + 12, expected.begin() + 19);
  EXPECT_EQ(looks_with(DamagedPictures::wait), expected);
}

TEST_F(PipelineTest, AFileWhosePicturesAreTooLargeIsAnErrorThatSaysSo) {
  auto pipeline = start(PipelineSettings::offline(1));
  const std::string file = clip("a.avi", {.pictures = 10});
  ASSERT_TRUE(pipeline->add(stream("clip", file)));
  auto limited = stream("large", file);
  limited.input.max_picture = {32, 32};
  ASSERT_TRUE(pipeline->add(limited));
  const auto large = pipeline->find("large");
  ASSERT_TRUE(within(10s, [&] { return large->state() == StreamState::error; }));
  EXPECT_EQ(large->reason(), file +
                                 ": pictures of 64x48; more pixels than 32x32 are refused, see "
                                 "input.max_picture");
  const auto status = pipeline->find("clip");
  EXPECT_TRUE(within(10s, [&] { return settled(*status); })) << status->reason();
}

TEST_F(PipelineTest, ASlowDetectorCostsFramesAndTheLedgerSaysWhich) {
  const auto slow = std::make_shared<FakeModel>(1, [](const Frame& frame) {
    std::this_thread::sleep_for(40ms);  // The fault under test: a detector slower than the stream.
    return FakeModel::found(frame);
  });
  auto pipeline = start(PipelineSettings::live(1), slow);
  ASSERT_TRUE(pipeline->add(stream("clip", clip("a.avi", {.pictures = 50, .rate = {100, 1}}))));
  const auto status = pipeline->find("clip");
  while (!settled(*status)) ASSERT_TRUE(status->ledger->read().adds_up());
  const auto reading = status->ledger->read();
  EXPECT_EQ(reading.offered, 50);
  EXPECT_GT(reading[FrameFate::replaced], 20);
  EXPECT_EQ(reading[FrameFate::detected] + reading[FrameFate::replaced], 50);
  EXPECT_LT(*status->ages_ms.percentile(1), 500);
}

TEST_F(PipelineTest, AFailingDetectorCountsFailedFramesAndTheStreamGoesOn) {
  const auto broken = std::make_shared<FakeModel>(1, [](const Frame&) -> Result<Detections> {
    return fail(ErrorKind::unavailable, "device lost");
  });
  auto pipeline = start(PipelineSettings::live(1), broken);
  ASSERT_TRUE(pipeline->add(stream("clip", clip("a.avi", {.pictures = 20, .rate = {50, 1}}))));
  const auto status = pipeline->find("clip");
  ASSERT_TRUE(within(10s, [&] { return settled(*status); }));
  EXPECT_GT(status->ledger->read()[FrameFate::failed], 0);
  EXPECT_EQ(status->ledger->read()[FrameFate::detected], 0);
  EXPECT_TRUE(status->ledger->read().adds_up());
}

TEST_F(PipelineTest, ALoopedFileGoesOnInNewEpochs) {
  auto pipeline = start(PipelineSettings::live(1));
  auto settings = stream("clip", clip("a.avi", {.pictures = 10, .rate = {100, 1}}));
  settings.loop = true;
  ASSERT_TRUE(pipeline->add(settings));
  const auto live = live_.find("clip");
  EXPECT_TRUE(within(10s, [&] { return live->newest() && live->newest()->frame.epoch >= 3; }));
}

TEST_F(PipelineTest, ALoopedFileThatIsLeftOutWholeBecauseWeAreLateGoesOnWithTheNextRound) {
  auto pipeline = start(PipelineSettings::live(1));
  auto settings = stream("clip", clip("a.avi", {.pictures = 25, .rate = {100, 1}, .gop = 50}));
  settings.loop = true;
  settings.begins = clock_.now() - 3 * Pacer::max_lag;
  ASSERT_TRUE(pipeline->add(settings));
  const auto status = pipeline->find("clip");
  EXPECT_TRUE(within(10s, [&] { return status->ledger->read()[FrameFate::detected] > 10; }))
      << status->reason();
  EXPECT_GT(status->ledger->read()[Discard::behind], 100);
  EXPECT_EQ(status->failures, 0);
}

TEST_F(PipelineTest, APublishedPictureCarriesTheBoxesOfExactlyThatPicture) {
  auto pipeline = start(PipelineSettings::live(1));
  ASSERT_TRUE(pipeline->add(stream("clip", clip("a.avi", {.pictures = 30, .rate = {100, 1}}))));
  const auto live = live_.find("clip");
  int compared = 0;
  std::mutex seen;
  const auto subscription = live->subscribe([&] {
    const auto picture = live->newest();
    if (!picture || !picture->detected) return;
    std::lock_guard lock(seen);
    ++compared;
    EXPECT_FLOAT_EQ(picture->boxes.at(0).box.left, static_cast<float>(picture->frame.sequence));
    EXPECT_EQ(shown_number(picture->frame.picture), picture->frame.sequence);
  });
  const auto status = pipeline->find("clip");
  ASSERT_TRUE(within(10s, [&] { return settled(*status); }));
  pipeline->stop();
  EXPECT_GT(compared, 10);
}

TEST_F(PipelineTest, ABadSourceIsAnErrorOfItsStreamAndTheOthersRun) {
  auto pipeline = start(PipelineSettings::live(1));
  ASSERT_TRUE(pipeline->add(stream("bad", (folder_ / "missing.mp4").string())));
  ASSERT_TRUE(pipeline->add(stream("good", clip("a.avi"))));
  EXPECT_TRUE(within(5s, [&] { return pipeline->find("good")->ever_ran(); }));
  EXPECT_TRUE(within(5s, [&] { return pipeline->find("bad")->state() == StreamState::error; }));
  EXPECT_NE(pipeline->find("bad")->reason().find("missing.mp4"), std::string::npos);
}

TEST_F(PipelineTest, ALossIsToldOnceHoweverOftenItIsTriedAgain) {
  auto settings = PipelineSettings::live(1);
  std::vector<Incident> told;
  settings.on_incident = [&](const Incident& incident) {
    std::lock_guard lock(mutex_);
    told.push_back(incident);
  };
  auto pipeline = start(settings);
  auto camera = stream("camera", "rtsp://viewer:s3cret@127.0.0.1:1/");
  camera.input.max_pause = 20ms;
  ASSERT_TRUE(pipeline->add(camera));
  ASSERT_TRUE(pipeline->add(stream("film", clip("a.avi"))));
  const auto status = pipeline->find("camera");
  const auto film = pipeline->find("film");
  ASSERT_TRUE(within(10s, [&] { return status->failures >= 5 && settled(*film); }));
  pipeline->stop();
  std::erase_if(told, [](const Incident& incident) { return incident.stream == "film"; });
  ASSERT_EQ(told.size(), 1);
  EXPECT_FALSE(told[0].restored);
  EXPECT_NE(told[0].reason.find("connection refused"), std::string::npos) << told[0].reason;
  EXPECT_EQ(told[0].reason.find("s3cret"), std::string::npos);
  EXPECT_EQ(status->incidents, 1);
  EXPECT_EQ(film->incidents, 0);
}

TEST_F(PipelineTest, TwoStreamsOfOneIdAndAStaleIdAreRefused) {
  auto pipeline = start(PipelineSettings::live(1));
  const auto file = clip("a.avi");
  const auto first = pipeline->add(stream("gate", file));
  ASSERT_TRUE(first);
  EXPECT_EQ(pipeline->add(stream("gate", file)).error().kind, ErrorKind::invalid_argument);
  EXPECT_FALSE(pipeline->add(stream("Gate!", file)));
  EXPECT_TRUE(pipeline->remove(*first));
  EXPECT_FALSE(pipeline->remove(*first));
  const auto second = pipeline->add(stream("gate", file));
  ASSERT_TRUE(second);
  EXPECT_EQ(second->slot, first->slot);
  EXPECT_NE(second->generation, first->generation);
  EXPECT_FALSE(pipeline->remove(*first));
}

TEST_F(PipelineTest, AStreamAddedAndRemovedAHundredTimesLeavesNothingBehind) {
  auto pipeline = start(PipelineSettings::live(2));
  const auto file = clip("a.avi", {.size = {320, 240}, .pictures = 50});
  auto other = stream("other", file);
  other.loop = true;
  ASSERT_TRUE(pipeline->add(other));
  const auto cycle = [&] {
    auto settings = stream("guest", file);
    settings.loop = true;
    const auto id = pipeline->add(settings);
    ASSERT_TRUE(id);
    const auto status = pipeline->find("guest");
    ASSERT_TRUE(within(10s, [&] { return status->ledger->read()[FrameFate::detected] > 0; }));
    ASSERT_TRUE(pipeline->remove(*id));
    EXPECT_TRUE(status->ledger->read().adds_up());
    EXPECT_EQ(live_.find("guest"), nullptr);
  };
  for (int i = 0; i < 20; ++i) cycle();
  // Threads that the runtime is still taking down must not count.
  const int threads = entries_of("/proc/self/task");
  const int descriptors = entries_of("/proc/self/fd");
  const double memory_mb = resident_mb();
  for (int i = 0; i < 100; ++i) cycle();
  EXPECT_TRUE(within(5s, [&] { return entries_of("/proc/self/task") <= threads; }));
  EXPECT_TRUE(within(5s, [&] { return entries_of("/proc/self/fd") <= descriptors; }));
  // A forgotten stream would keep a decoder and several pictures, over 0.5 MB.
  EXPECT_LT(resident_mb() - memory_mb, 30);
  EXPECT_TRUE(pipeline->find("other")->ledger->read().adds_up());
}

TEST_F(PipelineTest, StoppingInTheMiddleSettlesEveryFrame) {
  const auto slow = std::make_shared<FakeModel>(1, [](const Frame& frame) {
    std::this_thread::sleep_for(5ms);  // So that frames are waiting when the stop comes.
    return FakeModel::found(frame);
  });
  auto pipeline = start(PipelineSettings::offline(1), slow);
  ASSERT_TRUE(pipeline->add(stream("clip", clip("a.avi", {.pictures = 200}))));
  const auto status = pipeline->find("clip");
  ASSERT_TRUE(within(10s, [&] { return status->ledger->read()[FrameFate::detected] > 3; }));
  pipeline->stop();
  const auto reading = status->ledger->read();
  EXPECT_TRUE(reading.adds_up());
  EXPECT_EQ(reading.waiting + reading.in_flight, 0);
}

}  // namespace
}  // namespace trigo
