#include "live/live_stream.hpp"

#include <atomic>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

namespace trigo {
namespace {

std::shared_ptr<const LivePicture> picture(std::int64_t sequence) {
  LivePicture made;
  made.frame.sequence = sequence;
  return std::make_shared<const LivePicture>(std::move(made));
}

TEST(LiveStream, APublishedPictureWakesTheSubscriberWhoThenFindsIt) {
  const auto stream = LiveStream::create("yard");
  std::vector<std::int64_t> seen;
  const auto subscription =
      stream->subscribe([&] { seen.push_back(stream->newest()->frame.sequence); });
  EXPECT_EQ(stream->newest(), nullptr);
  stream->publish(picture(1));
  stream->publish(picture(2));
  EXPECT_EQ(seen, (std::vector<std::int64_t>{1, 2}));
}

TEST(LiveStream, ASubscriptionEndsWithItsLastOwner) {
  const auto stream = LiveStream::create("yard");
  int wakes = 0;
  Wakes::Subscription outer;
  {
    auto inner = stream->subscribe([&] { ++wakes; });
    outer = std::move(inner);
  }
  stream->publish(picture(1));
  EXPECT_EQ(stream->watchers(), 1);
  outer = {};
  stream->publish(picture(2));
  EXPECT_EQ(stream->watchers(), 0);
  EXPECT_EQ(wakes, 1);
}

TEST(LiveStream, AWakeMayEndItsOwnSubscriptionOrPublishMore) {
  const auto stream = LiveStream::create("yard");
  Wakes::Subscription subscription;
  subscription = stream->subscribe([&] {
    subscription = {};
    stream->publish(picture(2));
  });
  stream->publish(picture(1));
  EXPECT_EQ(stream->newest()->frame.sequence, 2);
}

TEST(LiveStream, ASubscriptionMayOutliveItsStream) {
  auto stream = LiveStream::create("yard");
  const auto subscription = stream->subscribe([] {});
  stream.reset();
}

TEST(LiveStream, ManyThreadsMayPublishSubscribeAndReadAtOnce) {
  const auto stream = LiveStream::create("yard");
  std::atomic<int> wakes = 0;
  {
    std::jthread publisher([&] {
      for (int i = 0; i < 500; ++i) stream->publish(picture(i));
    });
    std::jthread subscriber([&] {
      for (int i = 0; i < 500; ++i) {
        const auto subscription = stream->subscribe([&] { ++wakes; });
        const auto newest = stream->newest();
        EXPECT_TRUE(newest == nullptr || newest->frame.sequence >= 0);
      }
    });
  }
  EXPECT_EQ(stream->watchers(), 0);
  EXPECT_EQ(stream->newest()->frame.sequence, 499);
}

TEST(LiveBoard, ARemovedOrReplacedStreamIsClosedAndItsViewersAreTold) {
  LiveBoard board;
  const auto first = board.add("yard");
  int wakes = 0;
  const auto subscription = first->subscribe([&] { ++wakes; });
  const auto second = board.add("yard");
  EXPECT_TRUE(first->closed());
  EXPECT_EQ(wakes, 1);
  EXPECT_EQ(board.find("yard"), second);
  board.remove("yard");
  board.remove("yard");
  EXPECT_TRUE(second->closed());
  EXPECT_EQ(board.find("yard"), nullptr);
}

TEST(LiveBoard, TheLargeViewIsGivenToThoseWhoAskForItAndIsTheWallsWhereThereIsNone) {
  LiveBoard board;
  const auto wall = board.add("yard");
  EXPECT_EQ(board.find("yard", View::large), wall);
  const auto large = LiveStream::create("yard", [] {});
  board.add_large(large);
  EXPECT_EQ(board.find("yard", View::large), large);
  EXPECT_EQ(board.find("yard"), wall);
  EXPECT_EQ(board.find("gate", View::large), nullptr);
  board.remove("yard");
  EXPECT_TRUE(large->closed());
  EXPECT_TRUE(wall->closed());
}

TEST(LiveStream, WhoeverSubscribesIsToldToTheOneWhoOpensTheStream) {
  int looks = 0;
  std::shared_ptr<LiveStream> stream;
  stream = LiveStream::create("yard", [&] {
    ++looks;
    EXPECT_EQ(stream->watchers(), 1) << "it counts already";
  });
  {
    const auto subscription = stream->subscribe([] {});
  }
  const auto again = stream->subscribe([] {});
  EXPECT_EQ(looks, 2);
  EXPECT_TRUE(stream->opens_when_watched());
  EXPECT_FALSE(LiveStream::create("yard")->opens_when_watched());
}

TEST(LiveStream, APictureCanBeTakenBack) {
  const auto stream = LiveStream::create("yard");
  stream->publish(picture(1));
  stream->publish(nullptr);
  EXPECT_EQ(stream->newest(), nullptr);
}

TEST(View, IsNamedByItsName) {
  EXPECT_EQ(view_named("large"), View::large);
  EXPECT_EQ(view_named(to_string(View::wall)), View::wall);
  EXPECT_EQ(view_named("Large"), std::nullopt);
  EXPECT_EQ(view_named(""), std::nullopt);
}

}  // namespace
}  // namespace trigo
