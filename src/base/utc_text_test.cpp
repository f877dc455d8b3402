#include "base/utc_text.hpp"

#include <gtest/gtest.h>

namespace trigo {
namespace {

TEST(UtcText, IsReadBackAsItWasWritten) {
  constexpr std::int64_t moment_us = 1'732'676'645'120'000;
  EXPECT_EQ(utc_text(moment_us), "2024-11-27T03:04:05.120Z");
  EXPECT_EQ(parse_utc("2024-11-27T03:04:05.120Z"), moment_us);
  EXPECT_EQ(parse_utc("2024-11-27T03:04:05.12Z"), moment_us);
  EXPECT_EQ(parse_utc("1732676645.12"), moment_us);
  EXPECT_EQ(parse_utc("2024-11-27T03:04:05Z"), moment_us - 120'000);
  EXPECT_EQ(parse_utc("9999-12-31T23:59:59.9999999Z"), 253'402'300'799'999'999);
  EXPECT_EQ(parse_utc("2024-02-29T00:00:00Z"), 1'709'164'800'000'000);
}

TEST(UtcText, WhatIsNoMomentIsNone) {
  for (const char* text :
       {"", "Z", "yesterday", "2024-11-27", "2024-11-27T03:04:05", "2024-11-27T03:04:05.Z",
        "2024-11-27T03:04:05.xZ", "2024-11-27T03:04:05.1.2Z", "2023-02-29T00:00:00Z",
        "2024-13-01T00:00:00Z", "2024-11-27T25:00:00Z", "1960-01-01T00:00:00Z", "-5", "1e5", "nan",
        "999999999999999", "2024-11-27T03:04:05+01:00"})
    EXPECT_FALSE(parse_utc(text)) << text;
}

}  // namespace
}  // namespace trigo
