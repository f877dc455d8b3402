#include <cstdlib>

#include <gtest/gtest.h>

#include "metrics/machine.hpp"

namespace trigo {
namespace {

/// Sets an environment variable for as long as it lives.
class Setting {
 public:
  Setting(const char* name, const char* value) : name_(name) { setenv(name, value, 1); }
  ~Setting() { unsetenv(name_); }
  Setting(const Setting&) = delete;
  Setting& operator=(const Setting&) = delete;

 private:
  const char* name_;
};

TEST(Gpu, TellsWhatTheDriverSays) {
  const auto gpu = Gpu::open(TRIGO_NVML_STAND_IN);
  ASSERT_TRUE(gpu);
  const auto reading = gpu->read();
  ASSERT_TRUE(reading);
  EXPECT_EQ(reading->name, "Stand-in GPU");
  EXPECT_EQ(reading->percent, 37);
  EXPECT_EQ(reading->temperature, 54);
  EXPECT_EQ(reading->memory_used_mb, 1234);
}

TEST(Gpu, ReadsAgainEveryTime) {
  const auto gpu = Gpu::open(TRIGO_NVML_STAND_IN);
  ASSERT_TRUE(gpu);
  const Setting percent("TRIGO_STAND_IN_PERCENT", "99");
  EXPECT_EQ(gpu->read()->percent, 99);
}

TEST(Gpu, AFailingDriverGivesNoReadingUntilItWorksAgain) {
  const auto gpu = Gpu::open(TRIGO_NVML_STAND_IN);
  ASSERT_TRUE(gpu);
  {
    const Setting percent("TRIGO_STAND_IN_PERCENT", "fail");
    EXPECT_FALSE(gpu->read());
  }
  EXPECT_TRUE(gpu->read());
}

TEST(Gpu, AMissingSensorLeavesTheRest) {
  const auto gpu = Gpu::open(TRIGO_NVML_STAND_IN);
  ASSERT_TRUE(gpu);
  const Setting temperature("TRIGO_STAND_IN_TEMPERATURE", "fail");
  const Setting memory("TRIGO_STAND_IN_MEMORY_MB", "fail");
  const auto reading = gpu->read();
  ASSERT_TRUE(reading);
  EXPECT_EQ(reading->temperature, std::nullopt);
  EXPECT_EQ(reading->memory_used_mb, 0);
  EXPECT_EQ(reading->percent, 37);
}

TEST(Gpu, ANameLongerThanItsBufferIsCut) {
  const Setting name("TRIGO_STAND_IN_NAME", std::string(300, 'x').c_str());
  const auto gpu = Gpu::open(TRIGO_NVML_STAND_IN);
  ASSERT_TRUE(gpu);
  EXPECT_EQ(gpu->read()->name, std::string(95, 'x'));
}

TEST(Gpu, AMachineWithADriverButNoGpuHasNone) {
  const Setting none("TRIGO_STAND_IN_GPUS", "0");
  EXPECT_FALSE(Gpu::open(TRIGO_NVML_STAND_IN));
}

TEST(Gpu, ADriverThatLacksAFunctionIsNoDriver) {
  EXPECT_FALSE(Gpu::open(TRIGO_NVML_WITHOUT_TEMPERATURE));
}

TEST(Gpu, AMachineWithoutTheLibraryHasNone) {
  EXPECT_FALSE(Gpu::open("libnvidia-ml-nowhere.so.1"));
}

}  // namespace
}  // namespace trigo
