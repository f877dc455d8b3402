#include "detect/plan_lanes.hpp"

#include <map>

#include <gtest/gtest.h>

#include "media/test_clip.hpp"

namespace trigo {
namespace {

using namespace std::chrono_literals;

/// A device whose calls move the clock instead of taking time.
struct Device {
  std::map<int, double> images_per_s;     // By lanes, all of them together.
  std::map<int, double> gain = {{1, 1}};  // By batch: times so many.
  int recommended = 2;
  int batch = 1;
  Duration preparing{};
  bool fails = false;
  std::vector<int> loaded;  // The lanes that it was loaded for.
  ManualClock clock{Instant(1h)};
};

class ModelOnDevice final : public DetectorModel {
 public:
  ModelOnDevice(Device& device, int lanes)
      : device_(device), traits_{.lanes = lanes, .batch = device.batch} {}

  const DetectorTraits& traits() const override { return traits_; }
  Size shape(Size) const override { return {416, 256}; }
  Result<void> prepare(Size) override {
    device_.clock.advance(device_.preparing);
    return {};
  }
  Result<std::unique_ptr<Detector>> make_detector() override {
    return std::make_unique<Lane>(device_, traits_.lanes);
  }

 private:
  struct Lane final : Detector {
    Lane(Device& on, int of) : device(on), lanes(of) {}
    std::vector<Result<Detections>> detect(std::span<const Frame> frames) override {
      if (device.fails) return {frames.size(), fail(ErrorKind::unavailable, "it broke")};
      const auto batch = static_cast<int>(frames.size());
      device.clock.advance(
          from_seconds(batch / (device.images_per_s.at(lanes) * device.gain.at(batch))));
      return std::vector<Result<Detections>>(frames.size(), Detections{});
    }
    Device& device;
    int lanes;
  };

  Device& device_;
  const DetectorTraits traits_;
};

class PlanLanes : public testing::Test {
 protected:
  LanePlan plan(const LaneWish& wish = {}, int cores = 2, const std::string& key = "here") {
    device_.loaded.clear();
    const auto planned =
        plan_lanes(wish, {&cache_, key}, {load_, device_.clock, stop_, waited_, cores, company_});
    EXPECT_TRUE(planned) << planned.error().message;
    if (!planned) return {};
    EXPECT_EQ(planned->model->traits().lanes, planned->plan.lanes);
    return planned->plan;
  }

  TestFolder folder_;
  const LaneCache cache_{folder_ / "lanes.json"};
  Device device_{.images_per_s = {{1, 1100}, {2, 1300}, {4, 1000}}};
  bool stopped_ = false;
  const LoadForLanes load_ = [this](int lanes) -> Result<std::shared_ptr<DetectorModel>> {
    device_.loaded.push_back(lanes);
    return std::make_shared<ModelOnDevice>(device_, lanes == 0 ? device_.recommended : lanes);
  };
  double busy_ = 0;  // Threads of ours that wait for a core, mean.
  const std::function<double()> waited_ = [this] {
    return busy_ * to_seconds(device_.clock.now().time_since_epoch());
  };
  const std::function<void(std::stop_token)> company_;  // None: the device is not made of cores.
  const std::function<bool()> stop_ = [this] { return stopped_; };
};

TEST_F(PlanLanes, MeasuresEachCandidateAndTakesTheBest) {
  const auto best = plan({}, 4);
  EXPECT_EQ(best.lanes, 2);
  EXPECT_EQ(best.batch, 1);
  EXPECT_EQ(best.wait, 0ms);
  EXPECT_EQ(best.origin, PlanOrigin::measured);
  ASSERT_EQ(best.candidates.size(), 3U);
  for (const LaneCandidate& candidate : best.candidates) {
    const double rate = device_.images_per_s.at(candidate.lanes);
    const double latency_ms = 1000 * candidate.lanes / rate;
    EXPECT_NEAR(candidate.images_per_s, rate, 0.05 * rate);
    EXPECT_NEAR(candidate.latency_ms, latency_ms, 0.05 * latency_ms);
  }
}

TEST_F(PlanLanes, TheRuntimesOwnIdeaMayLose) {
  device_.images_per_s = {{1, 2000}, {2, 1300}};
  EXPECT_EQ(plan().lanes, 1);
}

TEST_F(PlanLanes, AnotherStartDoesNotMeasure) {
  const auto first = plan();
  const Instant before = device_.clock.now();
  const auto second = plan();
  EXPECT_EQ(device_.clock.now(), before);
  EXPECT_EQ(device_.loaded, (std::vector{first.lanes}));
  EXPECT_EQ(second.origin, PlanOrigin::cached);
  EXPECT_EQ(second.lanes, first.lanes);
  EXPECT_EQ(second.candidates, first.candidates);
}

TEST_F(PlanLanes, AmongBusyProgramsTheRuntimesIdeaHoldsUnlessItIsFarOffAndNothingIsKept) {
  busy_ = 2.4;
  device_.images_per_s = {{1, 1400}, {2, 1300}};
  const auto in_doubt = plan();
  EXPECT_EQ(in_doubt.lanes, 2);
  EXPECT_TRUE(in_doubt.disturbed);
  device_.images_per_s = {{1, 1700}, {2, 1300}};
  EXPECT_EQ(plan().lanes, 1);
  busy_ = 1.4;
  device_.images_per_s = {{1, 1500}, {2, 1300}};
  const auto quiet = plan();
  EXPECT_EQ(quiet.lanes, 1);
  EXPECT_EQ(quiet.origin, PlanOrigin::measured);
  EXPECT_FALSE(quiet.disturbed);
  busy_ = 2.4;
  EXPECT_EQ(plan().origin, PlanOrigin::cached);
}

TEST_F(PlanLanes, AnotherMachineOrNumberOfCoresIsMeasuredAnew) {
  plan();
  EXPECT_EQ(plan({}, 2, "there").origin, PlanOrigin::measured);
  EXPECT_EQ(plan({}, 1).origin, PlanOrigin::measured);
  EXPECT_EQ(plan({}, 2).origin, PlanOrigin::cached);
}

TEST_F(PlanLanes, GivenLanesAreTakenUnmeasured) {
  const Instant before = device_.clock.now();
  const auto given = plan({.lanes = 4});
  EXPECT_EQ(given.lanes, 4);
  EXPECT_EQ(given.origin, PlanOrigin::config);
  EXPECT_TRUE(given.candidates.empty());
  EXPECT_EQ(device_.clock.now(), before);
}

TEST_F(PlanLanes, BatchesAreMeasuredWhereTheDeviceHasThem) {
  device_.batch = 4;
  device_.gain = {{1, 1}, {2, 1.3}, {4, 1.6}};
  const auto best = plan();
  EXPECT_EQ(best.lanes, 2);
  EXPECT_EQ(best.batch, 4);
  EXPECT_NEAR(to_seconds(best.wait), 2 / 1300.0, 0.0002);
  const auto of_given_lanes = plan({.lanes = 1});
  EXPECT_EQ(of_given_lanes.lanes, 1);
  EXPECT_EQ(of_given_lanes.batch, 4);
  EXPECT_EQ(of_given_lanes.candidates.size(), 3U);
}

TEST_F(PlanLanes, AGivenBatchIsNeitherMeasuredNorExceedsTheDevice) {
  device_.batch = 4;
  const auto given = plan({.batch = BatchWish{64, 30ms}});
  EXPECT_EQ(given.batch, 4);
  EXPECT_EQ(given.wait, 30ms);
  EXPECT_EQ(given.candidates.size(), 3U);  // Lanes 1, 2, 4, one picture each.
}

TEST_F(PlanLanes, ASlowMachineComparesTwoAndALargeOneAll) {
  device_.images_per_s = {{1, 9e3},   {2, 11e3},  {4, 13e3}, {8, 16e3},
                          {16, 20e3}, {32, 15e3}, {64, 9e3}};
  device_.preparing = 2s;
  const Instant before = device_.clock.now();
  const auto slow = plan({}, 64, "slow");
  EXPECT_EQ(slow.candidates.size(), 2U);
  EXPECT_EQ(slow.lanes, 2);
  EXPECT_LT(device_.clock.now() - before, 6s);
  device_.preparing = 200ms;
  const auto large = plan({}, 64, "large");
  EXPECT_EQ(large.candidates.size(), 7U);
  EXPECT_EQ(large.lanes, 16);
}

TEST_F(PlanLanes, ADeviceThatFailsIsStartedAsTheRuntimeSays) {
  device_.fails = true;
  const auto unmeasured = plan();
  EXPECT_EQ(unmeasured.lanes, 2);
  EXPECT_EQ(unmeasured.origin, PlanOrigin::fixed);
  device_.fails = false;
  EXPECT_EQ(plan().origin, PlanOrigin::measured);
}

TEST_F(PlanLanes, AStopEndsTheMeasuring) {
  stopped_ = true;
  const auto planned = plan_lanes({}, {}, {load_, device_.clock, stop_, waited_, 2, company_});
  ASSERT_FALSE(planned);
  EXPECT_EQ(planned.error().kind, ErrorKind::cancelled);
  EXPECT_EQ(device_.loaded.size(), 1U);
}

}  // namespace
}  // namespace trigo
