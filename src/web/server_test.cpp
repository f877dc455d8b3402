#include "web/server.hpp"

#include <chrono>
#include <memory>
#include <vector>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "web/test_client.hpp"
#include "web/test_service.hpp"

namespace trigo {
namespace {

using nlohmann::json;
using namespace std::chrono_literals;

struct Reply {
  int status = 0;
  std::string head;
  std::string body;

  bool has(std::string_view header) const {
    return head.find("\r\n" + std::string(header) + "\r\n") != std::string::npos;
  }
};

Reply parse(const std::string& text) {
  const auto end = text.find("\r\n\r\n");
  if (end == std::string::npos || text.size() < 12) return {};
  return {std::stoi(text.substr(9, 3)), text.substr(0, end + 2), text.substr(end + 4)};
}

class Web : public testing::Test {
 protected:
  void start(const WebLimits& limits = {}) {
    auto started = WebServer::start({"127.0.0.1", 0}, service_, limits);
    ASSERT_TRUE(started.has_value());
    server_ = std::move(*started);
    port_ = port_of(*server_);
  }

  Reply ask(const std::string& method, const std::string& target, const std::string& host = "",
            const std::string& more = "") {
    TestClient client(port_);
    client.send(fmt::format("{} {} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n{}\r\n", method,
                            target, host.empty() ? fmt::format("localhost:{}", port_) : host,
                            more));
    return parse(client.read_all());
  }
  Reply get(const std::string& target) { return ask("GET", target); }

  TestService service_;
  std::unique_ptr<WebServer> server_;
  std::uint16_t port_ = 0;
};

TEST_F(Web, ServesStatsUnderBothNamesStreamsHealthMetricsAndThePage) {
  start();
  EXPECT_EQ(json::parse(get("/api/stats").body)["device"], "test");
  const Reply stats = get("/api/v1/stats?x=1");
  EXPECT_EQ(stats.status, 200);
  EXPECT_TRUE(stats.has("Cache-Control: no-store"));
  EXPECT_TRUE(stats.has("Content-Type: application/json"));
  EXPECT_TRUE(stats.has("X-Content-Type-Options: nosniff"));
  EXPECT_EQ(json::parse(get("/api/v1/streams").body)[0]["id"], "yard");
  EXPECT_EQ(json::parse(get("/api/v1/streams/yard").body)["id"], "yard");
  EXPECT_EQ(json::parse(get("/api/v1/streams/yard/tracks").body)["stream"], "yard");
  EXPECT_EQ(get("/api/v1/streams/shop/tracks").status, 404);
  EXPECT_TRUE(json::parse(get("/api/v1/presence").body)["streams"].is_array());
  EXPECT_EQ(get("/api/v1/presence?stream=yard").status, 200);
  EXPECT_EQ(get("/api/v1/presence?stream=shop").status, 404);
  EXPECT_EQ(get("/readyz").body, "ready\n");
  service_.in_trouble = true;
  EXPECT_EQ(get("/readyz").status, 503);
  EXPECT_EQ(json::parse(get("/readyz").body)["detail"], "the disk is full");
  EXPECT_EQ(get("/healthz").body, "ok\n");
  const Reply metrics = get("/metrics");
  EXPECT_TRUE(metrics.has("Content-Type: text/plain; version=0.0.4; charset=utf-8"));
  EXPECT_EQ(metrics.body, "trigo_test 1\n");
  const Reply page = get("/");
  EXPECT_EQ(page.status, 200);
  EXPECT_NE(page.body.find("<!doctype html>"), std::string::npos);
  EXPECT_EQ(get("/index.html").body, page.body);
}

TEST_F(Web, ThePageIsAskedForAgainAndWhatItLoadsIsKept) {
  start();
  const Reply page = get("/");
  EXPECT_TRUE(page.has("Cache-Control: no-cache"));
  const auto begin = page.body.find("assets/");
  ASSERT_NE(begin, std::string::npos);
  const std::string path = "/" + page.body.substr(begin, page.body.find('"', begin) - begin);
  const Reply asset = get(path);
  EXPECT_EQ(asset.status, 200) << path;
  EXPECT_TRUE(asset.has("Cache-Control: public, max-age=31536000, immutable"));
  EXPECT_TRUE(asset.has("Vary: Accept-Encoding"));
  EXPECT_FALSE(asset.has("Content-Encoding: gzip"));
  for (const std::string accepted : {"gzip", "br;q=1.0, GZIP;q=0.5", "deflate,gzip"}) {
    const Reply small = ask("GET", path, "", "Accept-Encoding: " + accepted + "\r\n");
    EXPECT_TRUE(small.has("Content-Encoding: gzip")) << accepted;
    EXPECT_TRUE(small.has("Vary: Accept-Encoding"));
    EXPECT_LT(small.body.size() * 2, asset.body.size());
    EXPECT_TRUE(small.body.starts_with("\x1f\x8b"));
  }
  for (const std::string accepted :
       {"identity", "gzip;q=0", "gzip; q=0.000", "gzipped", ";;,q=", ""})
    EXPECT_EQ(ask("GET", path, "", "Accept-Encoding: " + accepted + "\r\n").body, asset.body)
        << accepted;
}

TEST_F(Web, ProblemsAreProblemJsonWithAClearLine) {
  start();
  const Reply lost = get("/api/v1/nothing");
  EXPECT_EQ(lost.status, 404);
  EXPECT_TRUE(lost.has("Content-Type: application/problem+json"));
  EXPECT_EQ(json::parse(lost.body)["status"], 404);
  EXPECT_EQ(json::parse(lost.body)["title"], "Not Found");
  EXPECT_EQ(json::parse(get("/api/v1/streams/shop").body)["detail"], "there is no stream \"shop\"");
  EXPECT_EQ(get("/api/v1/streams/shop/frame.jpg").status, 404);
  EXPECT_EQ(get("/api/v1/streams/yard/video.avi").status, 404);
  EXPECT_EQ(get("/../etc/passwd").status, 404);

  const Reply wrong = ask("POST", "/api/stats");
  EXPECT_EQ(wrong.status, 405);
  EXPECT_TRUE(wrong.has("Allow: GET, HEAD"));
  EXPECT_EQ(ask("POST", "/api/v1/nothing").status, 404);
}

TEST_F(Web, HeadGivesTheLengthButNoBody) {
  start();
  const Reply reply = ask("HEAD", "/healthz");
  EXPECT_EQ(reply.status, 200);
  EXPECT_TRUE(reply.has("Content-Length: 3"));
  EXPECT_EQ(reply.body, "");
}

TEST_F(Web, AForeignHostOrOriginIsRefusedOnEveryRoute) {
  start();
  for (const char* target :
       {"/", "/healthz", "/metrics", "/api/stats", "/api/v1/live", "/nothing"}) {
    for (const char* host : {"evil.example", "127.0.0.1.evil.example", "localhost:1", "10.0.0.1"})
      EXPECT_EQ(ask("GET", target, host).status, 403) << host << target;
    for (const std::string origin :
         {"http://evil.example", "null", "https://localhost", "http://localhost"})
      EXPECT_EQ(ask("GET", target, "", "Origin: " + origin + "\r\n").status, 403) << origin;
  }
  for (const std::string name : {"127.0.0.1", "localhost", "[::1]", "LOCALHOST"}) {
    const std::string with_port = fmt::format("{}:{}", name, port_);
    EXPECT_EQ(ask("GET", "/healthz", name).status, 200) << name;
    EXPECT_EQ(ask("GET", "/healthz", with_port, "Origin: http://" + with_port + "\r\n").status,
              200);
  }
  EXPECT_EQ(ask("GET", "/healthz", "localhost", "Host: evil.example\r\n").status, 403);
  EXPECT_EQ(service_.asked, 0);
}

TEST_F(Web, OnePictureIsEncodedAsAskedAndOnlyWhenAsked) {
  start();
  const auto stream = service_.board.add("yard");
  EXPECT_EQ(get("/api/v1/streams/yard/frame.jpg").status, 503);
  stream->publish(make_picture({.size = {320, 240}}));
  EXPECT_EQ(service_.pool.encoded(), 0);
  const Reply whole = get("/api/v1/streams/yard/frame.jpg");
  EXPECT_TRUE(whole.has("Content-Type: image/jpeg"));
  EXPECT_TRUE(whole.body.starts_with("\xff\xd8\xff"));
  const Reply small = get("/api/v1/streams/yard/frame.jpg?overlay=1&width=64&quality=30");
  EXPECT_EQ(small.status, 200);
  EXPECT_LT(small.body.size(), whole.body.size());
  EXPECT_EQ(service_.pool.encoded(), 2);
}

TEST_F(Web, AQueryValueThatIsNoneIsNamedInTheProblem) {
  start();
  service_.board.add("yard");
  for (const char* query : {"width=15", "width=8193", "width=", "width=6e2", "quality=0",
                            "quality=101", "overlay=2", "overlay", "width=64&quality=x"})
    EXPECT_EQ(get(fmt::format("/api/v1/streams/yard/video.mjpeg?{}", query)).status, 400) << query;
  EXPECT_EQ(json::parse(get("/api/v1/streams/yard/frame.jpg?width=99999").body)["detail"],
            "width=99999: it is a whole number from 16 to 8192");
}

TEST_F(Web, GarbageAndExcessAreAnsweredAndDoNotHurtTheServer) {
  start();
  const auto say = [&](const std::string& text) {
    TestClient client(port_);
    client.send(text);
    return parse(client.read_all()).status;
  };
  EXPECT_EQ(say("\x16\x03\x01 hello\r\n\r\n"), 400);
  EXPECT_EQ(say("GET /healthz HTTP/1.1\r\nConnection: close\r\n\r\n"), 400);
  EXPECT_EQ(say("GET / HTTP/1.1\r\nHost: localhost\r\nX: " + std::string(9000, 'x')), 431);
  EXPECT_EQ(say("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9999999\r\n\r\n"), 413);
  { TestClient leaves_at_once(port_); }
  EXPECT_EQ(get("/healthz").status, 200);
}

TEST_F(Web, OneConnectionServesManyRequests) {
  start();
  TestClient client(port_);
  for (int i = 0; i < 3; ++i) {
    client.send("GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n");
    EXPECT_NE(client.read_until("\r\n\r\n").find("200"), std::string::npos);
    EXPECT_EQ(client.read(3), "ok\n");
  }
}

TEST_F(Web, MoreConnectionsThanTheLimitAreClosedAndOneThatIsIdleMakesRoom) {
  start({.connections = 1, .idle = 100ms});
  TestClient idle(port_);
  idle.send("GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n");
  EXPECT_NE(idle.read_until("ok\n").find("200"), std::string::npos);
  EXPECT_EQ(get("/healthz").status, 0);
  EXPECT_TRUE(idle.ended());
  EXPECT_EQ(get("/healthz").status, 200);
}

/// One part of a multipart answer, or what came of it.
std::string read_part(TestClient& client) {
  const std::string head = client.read_until("\r\n\r\n");
  constexpr std::string_view length = "Content-Length: ";
  const auto place = head.find(length);
  if (place == std::string::npos) return {};
  const auto bytes = static_cast<std::size_t>(std::stoi(head.substr(place + length.size())));
  std::string jpeg = client.read(bytes);
  EXPECT_EQ(client.read(2), "\r\n");
  return jpeg;
}

TEST_F(Web, MjpegShowsEachPublishedPictureAndEndsWithItsStream) {
  start();
  const auto stream = service_.board.add("yard");
  stream->publish(make_picture({.y = 50}));
  TestClient client(port_);
  client.send("GET /api/v1/streams/yard/video.mjpeg?width=32 HTTP/1.1\r\nHost: localhost\r\n\r\n");
  const std::string head = client.read_until("\r\n\r\n");
  EXPECT_NE(head.find("multipart/x-mixed-replace; boundary=trigo-picture"), std::string::npos);
  const std::string first = read_part(client);
  EXPECT_TRUE(first.starts_with("\xff\xd8\xff"));
  stream->publish(make_picture({.y = 200}));
  const std::string second = read_part(client);
  EXPECT_TRUE(second.starts_with("\xff\xd8\xff"));
  EXPECT_NE(first, second);
  service_.board.remove("yard");
  EXPECT_EQ(client.read_all(), "--trigo-picture--\r\n");
}

/// A picture that JPEG cannot make small.
std::shared_ptr<const LivePicture> noise(std::int64_t sequence) {
  const auto plain = make_picture({.size = {1280, 960}, .sequence = sequence});
  LivePicture noisy = *plain;
  AVFrame* image = av_frame_clone(&plain->frame.picture.image());
  std::uint32_t state = 1;
  for (int i = 0; i < image->linesize[0] * image->height; ++i) {
    state = state * 1664525 + 1013904223;
    image->data[0][i] = static_cast<std::uint8_t>(state >> 24);
  }
  noisy.frame.picture =
      Picture(std::shared_ptr<const AVFrame>(FrameHandle(image)), plain->frame.picture.transform());
  return std::make_shared<const LivePicture>(std::move(noisy));
}

/// Publishes big pictures until the pool has encoded no more for a while: the viewer is stuck.
void fill_up(LiveStream& stream, JpegPool& pool) {
  std::int64_t sequence = 0;
  for (std::int64_t before = -1; before != pool.encoded();) {
    before = pool.encoded();
    for (int i = 0; i < 10; ++i) {
      const auto until = std::chrono::steady_clock::now() + 50ms;
      const auto encoded = pool.encoded();
      stream.publish(noise(++sequence));
      while (pool.encoded() == encoded && std::chrono::steady_clock::now() < until)
        std::this_thread::yield();
    }
  }
}

TEST_F(Web, AViewerThatTakesNothingIsDroppedAndDelaysNobody) {
  start({.unread = 600ms});
  const auto stream = service_.board.add("yard");
  TestClient stuck(port_, 4096);
  TestClient quick(port_);
  const std::string request =
      "GET /api/v1/streams/yard/video.mjpeg?quality={} HTTP/1.1\r\nHost: localhost\r\n\r\n";
  stuck.send(fmt::format(fmt::runtime(request), 90));
  quick.send(fmt::format(fmt::runtime(request), 20));
  quick.read_until("\r\n\r\n");
  const auto deadline = std::chrono::steady_clock::now() + 20s;
  std::int64_t shown = 0;
  // The quick one gets every picture that it waits for, whatever the other does.
  while (stream->watchers() > 1 && std::chrono::steady_clock::now() < deadline) {
    stream->publish(noise(++shown));
    ASSERT_FALSE(read_part(quick).empty());
  }
  EXPECT_EQ(stream->watchers(), 1);
  EXPECT_GT(shown, 2);
}

TEST_F(Web, EndsAtOnceWithViewersConnectedAndStuck) {
  start();
  const auto stream = service_.board.add("yard");
  std::vector<std::unique_ptr<TestClient>> clients;
  for (int i = 0; i < 5; ++i) {
    clients.push_back(std::make_unique<TestClient>(port_, 4096));
    clients.back()->send(
        "GET /api/v1/streams/yard/video.mjpeg?quality=90 HTTP/1.1\r\nHost: localhost\r\n\r\n");
    clients.back()->read(15);
  }
  TestClient half_a_request(port_);
  half_a_request.send("GET / HT");
  fill_up(*stream, service_.pool);
  const auto before = std::chrono::steady_clock::now();
  server_.reset();
  EXPECT_LT(std::chrono::steady_clock::now() - before, 1s);
  EXPECT_EQ(stream->watchers(), 0);
  stream->publish(make_picture({}));
  EXPECT_TRUE(half_a_request.ended());
}

TEST_F(Web, APortInUseIsSaidSoWithARemedy) {
  start();
  const auto second = WebServer::start({"127.0.0.1", port_}, service_);
  ASSERT_FALSE(second.has_value());
  EXPECT_EQ(second.error().kind, ErrorKind::unavailable);
  EXPECT_EQ(second.error().message,
            fmt::format("port {} on 127.0.0.1 is in use: stop the other program or choose another "
                        "with server.listen",
                        port_));
}

}  // namespace
}  // namespace trigo
