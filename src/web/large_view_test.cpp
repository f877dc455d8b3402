#include <atomic>
#include <chrono>
#include <memory>
#include <thread>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "web/test_client.hpp"
#include "web/test_service.hpp"
#include "web/test_socket.hpp"

namespace trigo {
namespace {

using nlohmann::json;
using namespace std::chrono_literals;

/// A server of one stream, "yard", whose large view is made by the test.
class WebLarge : public testing::Test {
 protected:
  void start(const WebLimits& limits = {}) {
    auto started = WebServer::start({"127.0.0.1", 0}, service_, limits);
    ASSERT_TRUE(started.has_value());
    server_ = std::move(*started);
    port_ = port_of(*server_);
  }

  std::shared_ptr<LiveStream> add_large() {
    auto large = LiveStream::create("yard", [this] { ++looks_; });
    service_.board.add_large(large);
    return large;
  }

  /// The whole answer, its head included.
  std::string get(const std::string& target) const {
    TestClient client(port_);
    client.send(
        fmt::format("GET /api/v1/streams/{} HTTP/1.1\r\nHost: localhost\r\n"
                    "Connection: close\r\n\r\n",
                    target));
    return client.read_all();
  }

  static bool says(const std::string& answer, const std::string& what) {
    return answer.find(what) != std::string::npos;
  }

  static std::shared_ptr<const LivePicture> large_picture(std::int64_t sequence) {
    return make_picture({.size = {640, 480}, .sequence = sequence, .view = View::large});
  }

  TestService service_;
  std::shared_ptr<LiveStream> wall_ = service_.board.add("yard");
  std::atomic<int> looks_ = 0;
  std::unique_ptr<WebServer> server_;
  std::uint16_t port_ = 0;
};

TEST_F(WebLarge, ASocketGetsTheViewThatItAsksForAndIsToldWhichOneItGot) {
  start();
  const auto large = add_large();
  TestSocket socket(port_);
  socket.say(R"({"watch":[{"stream":"yard","view":"large"}]})");
  socket.echo();
  EXPECT_EQ(large->watchers(), 1);
  EXPECT_EQ(wall_->watchers(), 0);
  large->publish(make_picture({.size = {320, 240}, .sequence = 3}));
  auto seen = socket.see();
  EXPECT_EQ(seen.header["view"], "wall") << "as long as there is no other";
  EXPECT_EQ(seen.header["sync"], "exact");
  socket.acknowledge(seen.header);
  large->publish(large_picture(3));
  seen = socket.see();
  EXPECT_EQ(seen.header["stream"], "yard");
  EXPECT_EQ(seen.header["view"], "large");
  EXPECT_EQ(seen.header["sync"], "approximate");
  EXPECT_EQ(seen.header["width"], 640);
  socket.acknowledge(seen.header);

  socket.say(R"({"watch":[{"stream":"yard","view":"wall"}]})");
  socket.echo();
  EXPECT_EQ(large->watchers(), 0);
  EXPECT_EQ(wall_->watchers(), 1);
  wall_->publish(make_picture({.sequence = 9}));
  EXPECT_EQ(socket.see().header["seq"], 9);
  EXPECT_EQ(looks_, 1);
}

TEST_F(WebLarge, AnAnswerToAWrongViewSaysWhichThereAre) {
  start();
  TestSocket socket(port_);
  socket.say(R"({"watch":[{"stream":"yard","view":"huge"}]})");
  EXPECT_EQ(socket.hear()["error"]["detail"], R"(view: it is "wall" or "large")");
  const auto answer = get("yard/frame.jpg?view=huge");
  EXPECT_TRUE(says(answer, "HTTP/1.1 400 ")) << answer;
  EXPECT_TRUE(says(answer, "view=huge: it is wall or large")) << answer;
  EXPECT_TRUE(says(get("yard/video.mjpeg?view="), "HTTP/1.1 400 "));
  EXPECT_TRUE(says(get("shop/frame.jpg?view=large"), "HTTP/1.1 404 "));
}

TEST_F(WebLarge, AStreamWithoutOneShowsTheWallAtOnce) {
  start({.large_view = 1h});
  wall_->publish(make_picture({.sequence = 5}));
  EXPECT_TRUE(says(get("yard/frame.jpg?view=large"), "X-View: wall\r\n"));
  TestSocket socket(port_);
  socket.say(R"({"watch":[{"stream":"yard","view":"large"}]})");
  const auto seen = socket.see();
  EXPECT_EQ(seen.header["seq"], 5);
  EXPECT_EQ(seen.header["view"], "wall");
}

TEST_F(WebLarge, MjpegHasTheViewOfEachPicture) {
  start();
  const auto large = add_large();
  large->publish(large_picture(1));
  TestClient client(port_);
  client.send(
      "GET /api/v1/streams/yard/video.mjpeg?view=large HTTP/1.1\r\nHost: localhost\r\n\r\n");
  client.read_until("\r\n\r\n");
  EXPECT_TRUE(says(client.read_until("\r\n\r\n"), "X-View: large\r\n"));
  large->publish(make_picture({.sequence = 2}));
  client.read_until("--trigo-picture");
  EXPECT_TRUE(says(client.read_until("\r\n\r\n"), "X-View: wall\r\n"));
  EXPECT_EQ(looks_, 1);
}

TEST_F(WebLarge, AStillOpensItAndWaitsForItsFirstPicture) {
  start({.large_view = 1h});
  const auto large = add_large();
  TestClient client(port_);
  client.send(
      "GET /api/v1/streams/yard/frame.jpg?view=large HTTP/1.1\r\nHost: localhost\r\n"
      "Connection: close\r\n\r\n");
  while (looks_ == 0) std::this_thread::yield();
  large->publish(make_picture({}));  // The wall's, as long as there is no other.
  large->publish(large_picture(1));
  const auto answer = client.read_all();
  EXPECT_TRUE(says(answer, "HTTP/1.1 200 ")) << answer.substr(0, 300);
  EXPECT_TRUE(says(answer, "X-View: large\r\n"));
  EXPECT_EQ(looks_, 1);
  EXPECT_EQ(large->watchers(), 0);
  EXPECT_TRUE(says(get("yard/frame.jpg"), "HTTP/1.1 503 ")) << "who does not ask for it";
  EXPECT_EQ(looks_, 1);
}

TEST_F(WebLarge, AStillOfAViewThatDoesNotComeIsTheWallsOrNone) {
  start({.large_view = 50ms});
  const auto large = add_large();
  EXPECT_TRUE(says(get("yard/frame.jpg?view=large"), "HTTP/1.1 503 "));
  large->publish(make_picture({}));
  EXPECT_TRUE(says(get("yard/frame.jpg?view=large"), "X-View: wall\r\n"));
  EXPECT_EQ(looks_, 2);
}

TEST_F(WebLarge, AServerEndsWhileAStillWaits) {
  start({.large_view = 1h});
  const auto large = add_large();
  TestClient client(port_);
  client.send("GET /api/v1/streams/yard/frame.jpg?view=large HTTP/1.1\r\nHost: localhost\r\n\r\n");
  while (looks_ == 0) std::this_thread::yield();
  server_.reset();
  EXPECT_TRUE(client.ended());
  EXPECT_EQ(large->watchers(), 0);
  large->publish(large_picture(1));
}

}  // namespace
}  // namespace trigo
