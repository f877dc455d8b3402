#include <memory>
#include <stop_token>

#include <gtest/gtest.h>

#include "base/bounded_queue.hpp"
#include "base/clock.hpp"
#include "base/geometry.hpp"
#include "base/ids.hpp"
#include "base/log.hpp"

namespace trigo {
namespace {

using namespace std::chrono_literals;

TEST(WithoutPasswords, HidesThePasswordAndKeepsTheRest) {
  EXPECT_EQ(without_passwords("open rtsp://viewer:s3cret@10.0.0.7/stream2: timed out"),
            "open rtsp://viewer:***@10.0.0.7/stream2: timed out");
  EXPECT_EQ(without_passwords("rtsp://10.0.0.7:554/x and http://a:b@c/d"),
            "rtsp://10.0.0.7:554/x and http://a:***@c/d");
  EXPECT_EQ(without_passwords("clip.mp4"), "clip.mp4");
}

TEST(WithoutPasswords, HidesUnescapedSpecialCharacters) {
  EXPECT_EQ(without_passwords("rtsp://u:p@ss/w?rd@host/a"), "rtsp://u:***@host/a");
  EXPECT_EQ(without_passwords("rtsp://u:://x@host/a"), "rtsp://u:***@host/a");
  EXPECT_EQ(without_passwords("open 'rtsp://u:a b'c@host/a': x"), "open 'rtsp://u:***@host/a': x");
}

TEST(WithoutPasswords, HidesSecretsInTheQuery) {
  EXPECT_EQ(without_passwords("http://10.0.0.7/cgi?user=a&PWD=s3cret&channel=1: timed out"),
            "http://10.0.0.7/cgi?user=a&PWD=***&channel=1: timed out");
  EXPECT_EQ(without_passwords("http://h/?access_token=abc"), "http://h/?access_token=***");
  EXPECT_EQ(without_passwords("a?b & c=d, page=2"), "a?b & c=d, page=2");
  EXPECT_EQ(without_passwords("http://h/?a=b?pwd=x&key=y&c"), "http://h/?a=b?pwd=***&key=***&c");
}

TEST(WithoutPasswords, ASecretThatLooksLikeTheOtherKindIsHiddenToItsEnd) {
  EXPECT_EQ(without_passwords("http://10.0.0.7:80/cgi?user=a&pwd=p@ss&x=1"),
            "http://10.0.0.7:***&x=1");
  EXPECT_EQ(without_passwords("rtsp://u:a?key=b@host/c: d"), "rtsp://u:*** d");
}

TEST(StreamName, IsShortLowerCaseAndSafeInAUrl) {
  EXPECT_TRUE(is_stream_name("yard-2_b"));
  EXPECT_FALSE(is_stream_name(""));
  EXPECT_FALSE(is_stream_name("Yard"));
  EXPECT_FALSE(is_stream_name("a/b"));
  EXPECT_FALSE(is_stream_name(std::string(65, 'a')));
}

TEST(Iou, IsOneForEqualBoxesAndZeroForSeparateOnes) {
  EXPECT_FLOAT_EQ(iou({0, 0, 2, 2}, {0, 0, 2, 2}), 1);
  EXPECT_FLOAT_EQ(iou({0, 0, 2, 2}, {2, 0, 4, 2}), 0);
  EXPECT_FLOAT_EQ(iou({0, 0, 2, 2}, {1, 0, 3, 2}), 1.0F / 3);
}

TEST(Clipped, KeepsWhatLiesInThePicture) {
  EXPECT_EQ(clipped({-5, 2, 7, 99}, {6, 10}), (Box{0, 2, 6, 10}));
}

TEST(ManualClock, ASleeperAdvancesIt) {
  ManualClock clock;
  const auto start = clock.now();
  EXPECT_TRUE(clock.sleep_until(start + 5s, {}));
  EXPECT_EQ(clock.now(), start + 5s);
}

TEST(SteadyClock, AStopRequestEndsASleep) {
  const auto source = std::make_unique<std::stop_source>();
  source->request_stop();
  SteadyClock clock;
  EXPECT_FALSE(clock.sleep_for(1h, source->get_token()));
}

TEST(BoundedQueue, RefusesWhatIsOverItsLimit) {
  BoundedQueue<int> queue(1);
  int value = 1;
  EXPECT_TRUE(queue.try_push(value));
  EXPECT_FALSE(queue.try_push(value));
}

TEST(BoundedQueue, GivesWhatIsLeftAfterItWasClosed) {
  BoundedQueue<int> queue(2);
  int value = 7;
  queue.push(value);
  queue.close();
  EXPECT_FALSE(queue.push(value));
  EXPECT_FALSE(queue.drained());
  EXPECT_EQ(queue.take_until(Instant::max()), std::deque<int>{7});
  EXPECT_TRUE(queue.take_until(Instant::max()).empty());
  EXPECT_TRUE(queue.drained());
}

}  // namespace
}  // namespace trigo
