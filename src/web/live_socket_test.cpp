#include <chrono>
#include <memory>
#include <vector>

#include <gtest/gtest.h>

#include "web/test_service.hpp"
#include "web/test_socket.hpp"

namespace trigo {
namespace {

using nlohmann::json;
using namespace std::chrono_literals;

class LiveSocket : public testing::Test {
 protected:
  void start(const WebLimits& limits = {}) {
    auto started = WebServer::start({"127.0.0.1", 0}, service_, limits);
    ASSERT_TRUE(started.has_value());
    server_ = std::move(*started);
    port_ = port_of(*server_);
  }

  /// Once this has an answer, all that the server had to do before is done.
  void settle() const {
    TestClient client(port_);
    client.send("GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n");
    EXPECT_NE(client.read_until("ok\n").find("200"), std::string::npos);
  }

  TestService service_;
  std::unique_ptr<WebServer> server_;
  std::uint16_t port_ = 0;
};

TEST_F(LiveSocket, SpeaksItsSubprotocolAndNothingElse) {
  start();
  const TestSocket socket(port_);
  EXPECT_TRUE(socket.handshake().starts_with("HTTP/1.1 101 "));
  EXPECT_NE(socket.handshake().find("Sec-WebSocket-Protocol: trigo.live.v1\r\n"),
            std::string::npos);
  TestClient plain(port_);
  plain.send("GET /api/v1/live HTTP/1.1\r\nHost: localhost\r\n\r\n");
  EXPECT_TRUE(plain.read_until("\r\n\r\n").starts_with("HTTP/1.1 426 "));
  TestClient other(port_);
  other.send(
      "GET /api/v1/live HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\n"
      "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
      "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
  EXPECT_TRUE(other.read_until("\r\n\r\n").starts_with("HTTP/1.1 400 "));
}

TEST_F(LiveSocket, AHandshakeThatIsNoneIsRefusedLikeEveryOtherRequest) {
  start();
  TestClient client(port_);
  client.send(
      "GET /api/v1/live HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\n"
      "Upgrade: websocket\r\nSec-WebSocket-Version: 12\r\n"
      "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
      "Sec-WebSocket-Protocol: trigo.live.v1\r\n\r\n");
  const std::string head = client.read_until("\r\n\r\n");
  EXPECT_TRUE(head.starts_with("HTTP/1.1 426 ")) << head;
  EXPECT_NE(head.find("Content-Security-Policy: default-src 'self'"), std::string::npos) << head;
  EXPECT_NE(head.find("Content-Type: application/problem+json"), std::string::npos) << head;
  EXPECT_EQ(json::parse(client.read_until("}"))["title"], "Upgrade Required");
}

TEST_F(LiveSocket, AMessageHoldsThePictureAndTheBoxesOfExactlyThisPicture) {
  start();
  const auto stream = service_.board.add("yard");
  stream->publish(make_picture({.size = {320, 240},
                                .boxes = {{{10, 20, 110.26F, 220}, 0.8765F, 0}},
                                .tracks = {{.id = 4'000'000'417,
                                            .box = {10, 20, 110.26F, 220},
                                            .score = 0.8765F,
                                            .seen = false,
                                            .confirmed = true,
                                            .since_s = 1,
                                            .seen_s = 2.5,
                                            .trail = {{60, 218}, {60.16F, 220}}}},
                                .detected = false,
                                .sequence = 75}));
  TestSocket socket(port_);
  socket.watch("yard", 160);
  const auto seen = socket.see();
  ASSERT_TRUE(seen.header.is_object());
  EXPECT_EQ(seen.header["v"], 1);
  EXPECT_EQ(seen.header["stream"], "yard");
  EXPECT_EQ(seen.header["epoch"], 0);
  EXPECT_EQ(seen.header["seq"], 75);
  EXPECT_EQ(seen.header["media_time"], 3.0);
  EXPECT_EQ(seen.header["width"], 160);
  EXPECT_EQ(seen.header["height"], 120);
  EXPECT_EQ(seen.header["picture"], (json{{"width", 320}, {"height", 240}}));
  EXPECT_EQ(seen.header["detected"], false);
  EXPECT_EQ(seen.header["view"], "wall");
  EXPECT_EQ(seen.header["sync"], "exact");
  EXPECT_GE(seen.header["age_ms"], 0);
  const json box = {{"x", 10.0},  {"y", 20.0},      {"w", 100.3},
                    {"h", 200.0}, {"score", 0.877}, {"class", 0}};
  EXPECT_EQ(seen.header["boxes"], json::array({box}));
  const json track = {{"id", 4'000'000'417},
                      {"class", 0},
                      {"x", 10.0},
                      {"y", 20.0},
                      {"w", 100.3},
                      {"h", 200.0},
                      {"score", 0.877},
                      {"seen", false},
                      {"confirmed", true},
                      {"still", false},
                      {"since", 1.0},
                      {"last_seen", 2.5},
                      {"trail", {{60.0, 218.0}, {60.2, 220.0}}}};
  EXPECT_EQ(seen.header["tracks"], json::array({track}));
  EXPECT_TRUE(seen.jpeg.starts_with("\xff\xd8\xff"));
  EXPECT_TRUE(seen.jpeg.ends_with("\xff\xd9"));
}

TEST_F(LiveSocket, AThirdPictureWaitsForAnAcknowledgementAndIsThenTheNewest) {
  start();
  const auto stream = service_.board.add("yard");
  TestSocket socket(port_);
  socket.watch("yard");
  stream->publish(make_picture({.sequence = 1}));
  const auto first = socket.see();
  EXPECT_EQ(first.header["seq"], 1);
  stream->publish(make_picture({.sequence = 2}));
  EXPECT_EQ(socket.see().header["seq"], 2);
  for (int i = 3; i < 30; ++i) stream->publish(make_picture({.sequence = i}));
  EXPECT_TRUE(socket.echo().contains("error"));  // Nothing before the answer to this.
  EXPECT_EQ(service_.pool.encoded(), 2);
  socket.acknowledge(first.header);
  EXPECT_EQ(socket.see().header["seq"], 29);
  EXPECT_TRUE(socket.echo().contains("error"));
  EXPECT_EQ(service_.pool.encoded(), 3);
}

TEST_F(LiveSocket, AnUnknownStreamIsNamedAndTheOthersGoOn) {
  start();
  const auto stream = service_.board.add("yard");
  TestSocket socket(port_);
  socket.say(R"({"watch":[{"stream":"shop"},{"stream":"yard","width":64,"quality":50}]})");
  EXPECT_EQ(socket.hear()["error"],
            (json{{"stream", "shop"}, {"detail", "there is no stream \"shop\""}}));
  stream->publish(make_picture({.sequence = 7}));
  EXPECT_EQ(socket.see().header["seq"], 7);
}

TEST_F(LiveSocket, WatchingReplacesTheWholeSetAndAnEmptySetWatchesNothing) {
  start();
  const auto yard = service_.board.add("yard");
  const auto shop = service_.board.add("shop");
  TestSocket socket(port_);
  socket.watch("yard");
  socket.echo();
  EXPECT_EQ(yard->watchers(), 1);
  socket.watch("shop");
  socket.echo();
  EXPECT_EQ(yard->watchers(), 0);
  EXPECT_EQ(shop->watchers(), 1);
  yard->publish(make_picture({}));
  shop->publish(make_picture({.sequence = 5}));
  EXPECT_EQ(socket.see().header["stream"], "shop");
  socket.say(R"({"watch":[]})");
  socket.echo();
  EXPECT_EQ(shop->watchers(), 0);
  shop->publish(make_picture({}));
  EXPECT_EQ(service_.pool.encoded(), 1);
}

TEST_F(LiveSocket, TheEndOfAWatchedStreamIsTold) {
  start();
  const auto stream = service_.board.add("yard");
  TestSocket socket(port_);
  socket.watch("yard");
  stream->publish(make_picture({.sequence = 1}));
  EXPECT_EQ(socket.see().header["seq"], 1);
  service_.board.remove("yard");
  EXPECT_EQ(socket.hear(), (json{{"closed", {{"stream", "yard"}}}}));
  service_.board.add("yard")->publish(make_picture({.sequence = 2}));
  socket.watch("yard");
  EXPECT_EQ(socket.see().header["seq"], 2);
}

TEST_F(LiveSocket, WhatIsNotUnderstoodIsAnsweredAndChangesNothing) {
  start();
  const auto stream = service_.board.add("yard");
  TestSocket socket(port_);
  socket.watch("yard");
  for (const char* text :
       {"", "{", "[]", "{}", R"({"watch":{}})", R"({"watch":[1]})", R"({"watch":[{}]})",
        R"({"watch":[{"stream":"yard","width":15}]})", R"({"watch":[{"stream":7}]})",
        R"({"watch":[{"stream":"yard","view":"huge"}]})",
        R"({"watch":[{"stream":"yard","view":1}]})",
        R"({"watch":[{"stream":"yard","quality":1e9}]})", R"({"ack":{"stream":"yard","seq":-1}})",
        R"({"ack":[]})", "\xff\xfe", R"({"ack":{"stream":"yard","seq":99999999999999999999}})"}) {
    socket.say(text);
    // Text that is no UTF-8 ends a WebSocket, by its rules.
    if (text[0] == '\xff') break;
    EXPECT_TRUE(socket.hear().contains("error")) << text;
    EXPECT_EQ(stream->watchers(), 1) << text;
  }
}

TEST_F(LiveSocket, OneSocketWatchesOnlySoManyStreams) {
  start({.streams_per_socket = 2});
  TestSocket socket(port_);
  socket.say(R"({"watch":[{"stream":"a"},{"stream":"b"},{"stream":"c"}]})");
  EXPECT_EQ(socket.hear()["error"]["detail"], "one socket watches at most 2 streams");
}

TEST_F(LiveSocket, AMessageBeyondTheLimitEndsTheSocket) {
  start({.message_bytes = 1024});
  const auto stream = service_.board.add("yard");
  TestSocket socket(port_);
  socket.watch("yard");
  socket.say(std::string(2000, ' '));
  EXPECT_TRUE(socket.ended());
  settle();
  EXPECT_EQ(stream->watchers(), 0);
}

TEST_F(LiveSocket, OneThatOwesAcknowledgementsTooLongIsDropped) {
  start({.unread = 300ms});
  const auto stream = service_.board.add("yard");
  TestSocket socket(port_);
  socket.watch("yard");
  stream->publish(make_picture({.sequence = 1}));
  const auto before = std::chrono::steady_clock::now();
  EXPECT_EQ(socket.see().header["seq"], 1);
  EXPECT_TRUE(socket.ended());
  EXPECT_GE(std::chrono::steady_clock::now() - before, 250ms);
  settle();
  EXPECT_EQ(stream->watchers(), 0);
}

TEST_F(LiveSocket, OneThatOwesNothingIsKept) {
  start({.unread = 50ms});
  const auto stream = service_.board.add("yard");
  TestSocket socket(port_);
  socket.watch("yard");
  stream->publish(make_picture({.sequence = 1}));
  socket.acknowledge(socket.see().header);
  // Longer than the limit by far, measured by the server's own doings.
  TestSocket owes(port_);
  owes.watch("yard");
  owes.see();
  EXPECT_TRUE(owes.ended());
  stream->publish(make_picture({.sequence = 2}));
  EXPECT_EQ(socket.see().header["seq"], 2);
}

TEST_F(LiveSocket, TheServerEndsAtOnceAndPicturesMayFollowItsEnd) {
  start();
  const auto stream = service_.board.add("yard");
  std::vector<std::unique_ptr<TestSocket>> sockets;
  for (int i = 0; i < 3; ++i) {
    sockets.push_back(std::make_unique<TestSocket>(port_, 4096));
    sockets.back()->watch("yard", 8000);
    sockets.back()->echo();
  }
  for (int i = 0; i < 3; ++i) stream->publish(make_picture({.size = {1920, 1080}, .sequence = i}));
  const auto before = std::chrono::steady_clock::now();
  server_.reset();
  EXPECT_LT(std::chrono::steady_clock::now() - before, 1s);
  EXPECT_EQ(stream->watchers(), 0);
  stream->publish(make_picture({}));
  for (auto& socket : sockets) EXPECT_TRUE(socket->ended());
}

}  // namespace
}  // namespace trigo
