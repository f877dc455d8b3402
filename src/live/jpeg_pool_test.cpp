#include <atomic>
#include <future>
#include <memory>
#include <vector>

#include <gtest/gtest.h>

#include "live/jpeg.hpp"
#include "live/test_picture.hpp"

namespace trigo {
namespace {

Result<Jpeg> wait_for(JpegPool& pool, std::shared_ptr<const LivePicture> picture,
                      const JpegOptions& options) {
  std::promise<Result<Jpeg>> answer;
  pool.encode(std::move(picture), options,
              [&](Result<Jpeg> jpeg) { answer.set_value(std::move(jpeg)); });
  return answer.get_future().get();
}

TEST(JpegPool, FiftyWhoAskForTheSameShareOneEncoding) {
  JpegPool pool(2);
  const auto picture = make_picture({.size = {640, 480}});
  std::vector<std::promise<Result<Jpeg>>> answers(50);
  for (auto& answer : answers)
    pool.encode(picture, {.width = 320}, [&](Result<Jpeg> jpeg) { answer.set_value(jpeg); });
  std::vector<Jpeg> jpegs;
  for (auto& answer : answers) jpegs.push_back(*answer.get_future().get());
  for (const Jpeg& jpeg : jpegs) EXPECT_EQ(jpeg, jpegs.front());
  EXPECT_EQ(pool.encoded(), 1);
}

TEST(JpegPool, WidthsThatGiveTheSameSizeShareAnEncodingAndOtherOptionsDoNot) {
  JpegPool pool(1);
  const auto picture = make_picture({.size = {640, 480}});
  const auto whole = wait_for(pool, picture, {});
  EXPECT_EQ(*wait_for(pool, picture, {.width = 9000}), *whole);
  EXPECT_EQ(*wait_for(pool, picture, {.width = 641}), *whole);
  EXPECT_EQ(pool.encoded(), 1);
  EXPECT_NE(*wait_for(pool, picture, {.overlay = true}), *whole);
  EXPECT_NE(*wait_for(pool, picture, {.quality = 30}), *whole);
  EXPECT_NE(*wait_for(pool, make_picture({.size = {640, 480}}), {}), *whole);
  EXPECT_EQ(pool.encoded(), 4);
}

TEST(JpegPool, APictureShownAgainWithNewTracksIsEncodedAgainOnlyIfTheyAreDrawnIntoIt) {
  JpegPool pool(1);
  const auto early = make_picture({.size = {640, 480}, .detected = false});
  auto copy = *early;
  copy.tracks = {{.id = 1, .box = {100, 100, 200, 300}}};
  const auto late = std::make_shared<const LivePicture>(copy);
  EXPECT_EQ(*wait_for(pool, early, {}), *wait_for(pool, late, {}));
  EXPECT_EQ(pool.encoded(), 1);
  EXPECT_NE(**wait_for(pool, early, {.overlay = true}), **wait_for(pool, late, {.overlay = true}));
  EXPECT_EQ(pool.encoded(), 3);
}

TEST(JpegPool, ForgetsAPictureThatNobodyHoldsAnyMore) {
  JpegPool pool(1);
  std::weak_ptr<const std::string> first;
  {
    const auto picture = make_picture({});
    first = *wait_for(pool, picture, {});
    EXPECT_FALSE(first.expired());
  }
  // The next encoding clears up; by the one after that, so has the pool's own thread.
  for (int i = 0; i < 2; ++i) ASSERT_TRUE(wait_for(pool, make_picture({}), {}).has_value());
  EXPECT_TRUE(first.expired());
}

TEST(JpegPool, AnErrorReachesEveryAskerAndIsNotCounted) {
  JpegPool pool(1);
  const auto refused = wait_for(pool, make_picture({}), {.quality = 0});
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().kind, ErrorKind::invalid_argument);
  EXPECT_EQ(pool.encoded(), 0);
}

TEST(JpegPool, WhatWaitsWhenThePoolEndsIsAnsweredCancelled) {
  std::atomic<int> answered = 0;
  std::atomic<int> cancelled = 0;
  std::promise<void> entered;
  std::promise<void> leave;
  auto pool = std::make_unique<JpegPool>(1);
  pool->encode(make_picture({}), {}, [&](const Result<Jpeg>&) {
    ++answered;
    entered.set_value();
    leave.get_future().wait();
  });
  entered.get_future().wait();  // The only thread is busy from here on.
  for (int i = 0; i < 20; ++i)
    pool->encode(make_picture({}), {}, [&](const Result<Jpeg>& jpeg) {
      ++answered;
      // The first of them knows that the pool is ending, so its thread may go on.
      if (!jpeg && jpeg.error().kind == ErrorKind::cancelled && ++cancelled == 1) leave.set_value();
    });
  pool.reset();
  EXPECT_EQ(answered, 21);
  EXPECT_EQ(cancelled, 20);
}

}  // namespace
}  // namespace trigo
