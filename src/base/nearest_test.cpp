#include "base/nearest.hpp"

#include <vector>

#include <gtest/gtest.h>

namespace trigo {
namespace {

const std::vector<std::string> known{"detect", "data", "live", "confidence", "url"};

TEST(Nearest, FindsWhatWasMeant) {
  EXPECT_EQ(nearest("detct", known), "detect");    // Dropped
  EXPECT_EQ(nearest("dettect", known), "detect");  // Inserted
  EXPECT_EQ(nearest("datq", known), "data");       // Changed
  EXPECT_EQ(nearest("ulr", known), "url");         // Swapped
  EXPECT_EQ(nearest("confidance", known), "confidence");
  EXPECT_EQ(nearest("confidnece", known), "confidence");
}

TEST(Nearest, FindsNothingInWhatIsTooFarAway) {
  EXPECT_EQ(nearest("zones", known), std::nullopt);
  EXPECT_EQ(nearest("", known), std::nullopt);
  EXPECT_EQ(nearest(std::string(1000, 'd'), known), std::nullopt);
  EXPECT_EQ(nearest("detect", {}), std::nullopt);
}

}  // namespace
}  // namespace trigo
