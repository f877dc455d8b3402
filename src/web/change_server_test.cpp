#include <atomic>
#include <chrono>
#include <deque>
#include <future>
#include <mutex>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "web/test_client.hpp"
#include "web/test_service.hpp"

namespace trigo {
namespace {

using namespace std::chrono_literals;
using nlohmann::json;

/// Answers at once, or when told to.
class TestChanges final : public WebChanges {
 public:
  void put(std::string id, std::string body, Done<bool> done) override {
    answer([=, this] {
      asked.push_back("PUT " + id + " " + body);
      if (failure) return done(fail(*failure, "the body is wrong"));
      done(is_new);
    });
  }
  void remove(std::string id, Done<bool> done) override {
    answer([=, this] {
      asked.push_back("DELETE " + id);
      done(is_new);
    });
  }
  void probe(std::string body, Done<json> done) override {
    answer([=, this] {
      asked.push_back("POST " + body);
      if (failure) return done(fail(*failure, "the body is wrong"));
      done(json{{"reachable", false}});
    });
  }

  /// Answers those who wait, on the calling thread.
  void answer_all() {
    std::deque<std::function<void()>> ready;
    {
      std::lock_guard lock(mutex);
      ready.swap(waiting);
    }
    for (const auto& one : ready) one();
  }
  std::size_t count() {
    std::lock_guard lock(mutex);
    return waiting.size();
  }

  std::optional<ErrorKind> failure;
  bool is_new = true;
  bool at_once = true;
  std::deque<std::string> asked;

 private:
  void answer(std::function<void()> one) {
    if (at_once) return one();
    std::lock_guard lock(mutex);
    waiting.push_back(std::move(one));
  }

  std::mutex mutex;  // Guards waiting.
  std::deque<std::function<void()>> waiting;
};

class ChangeServer : public testing::Test {
 protected:
  void SetUp() override {
    service_.changing = &changes_;
    auto server = WebServer::start({"127.0.0.1", 0}, service_);
    ASSERT_TRUE(server) << server.error().message;
    server_ = std::move(*server);
    port_ = port_of(*server_);
  }

  std::string request(const std::string& method, const std::string& path, const std::string& body,
                      const std::string& more = "Content-Type: application/json\r\n") const {
    return fmt::format(
        "{} {} HTTP/1.1\r\nHost: localhost:{}\r\nConnection: close\r\nContent-Length: {}\r\n"
        "{}\r\n{}",
        method, path, port_, body.size(), more, body);
  }

  /// Head and body of the answer.
  std::pair<std::string, std::string> ask(
      const std::string& method, const std::string& path, const std::string& body = "{}",
      const std::string& more = "Content-Type: application/json\r\n") const {
    TestClient client(port_);
    client.send(request(method, path, body, more));
    std::string head = client.read_until("\r\n\r\n");
    return {std::move(head), client.read_all()};
  }

  static int status(const std::pair<std::string, std::string>& answer) {
    return answer.first.size() < 12 ? 0 : std::stoi(answer.first.substr(9, 3));
  }

  TestChanges changes_;
  TestService service_;
  std::unique_ptr<WebServer> server_;
  std::uint16_t port_ = 0;
};

constexpr const char* yard = "/api/v1/streams/yard";

TEST_F(ChangeServer, AStreamIsPutAndAnsweredAsItIsThen) {
  const auto made = ask("PUT", yard, R"({"url": "a.mp4"})");
  EXPECT_EQ(status(made), 201);
  EXPECT_EQ(json::parse(made.second)["id"], "yard");
  changes_.is_new = false;
  EXPECT_EQ(status(ask("PUT", yard)), 200);
  EXPECT_EQ(changes_.asked.front(), R"(PUT yard {"url": "a.mp4"})");
  // It went again before anybody could look at it.
  EXPECT_EQ(status(ask("PUT", "/api/v1/streams/shop")), 503);
}

TEST_F(ChangeServer, AStreamIsDeletedOrWasNotThere) {
  const auto gone = ask("DELETE", yard, "", "");
  EXPECT_EQ(status(gone), 204);
  EXPECT_EQ(gone.first.find("Content-"), gone.first.find("Content-Security-Policy"));
  EXPECT_EQ(gone.first.find("Transfer-Encoding"), std::string::npos);
  EXPECT_EQ(gone.second, "");
  changes_.is_new = false;
  const auto missing = ask("DELETE", yard, "", "");
  EXPECT_EQ(status(missing), 404);
  EXPECT_EQ(json::parse(missing.second)["detail"], "there is no stream \"yard\"");
}

TEST_F(ChangeServer, ASourceIsTried) {
  const auto tried = ask("POST", "/api/v1/probe", R"({"url": "a.mp4"})");
  EXPECT_EQ(status(tried), 200);
  EXPECT_EQ(json::parse(tried.second)["reachable"], false);
  EXPECT_EQ(changes_.asked.front(), R"(POST {"url": "a.mp4"})");
}

TEST_F(ChangeServer, WhatWentWrongIsSaidWithWhoseFaultItIs) {
  changes_.failure = ErrorKind::invalid_argument;
  const auto wrong = ask("PUT", yard);
  EXPECT_EQ(status(wrong), 400);
  EXPECT_NE(wrong.first.find("Content-Type: application/problem+json"), std::string::npos);
  EXPECT_EQ(json::parse(wrong.second)["detail"], "the body is wrong");
  EXPECT_EQ(status(ask("POST", "/api/v1/probe")), 400);
  for (const ErrorKind kind : {ErrorKind::unavailable, ErrorKind::cancelled}) {
    changes_.failure = kind;
    EXPECT_EQ(status(ask("PUT", yard)), 503);
    EXPECT_EQ(status(ask("POST", "/api/v1/probe")), 503);
  }
}

TEST_F(ChangeServer, OnlyWhatSaysThatItIsJsonIsRead) {
  for (const std::string more :
       {"", "Content-Type: text/plain\r\n", "Content-Type: application/jsonx\r\n",
        "Content-Type: application/x-www-form-urlencoded\r\n"}) {
    EXPECT_EQ(status(ask("PUT", yard, "{}", more)), 415) << more;
    EXPECT_EQ(status(ask("POST", "/api/v1/probe", "{}", more)), 415) << more;
  }
  EXPECT_TRUE(changes_.asked.empty());
  EXPECT_EQ(status(ask("PUT", yard, "{}", "Content-Type: Application/JSON ; charset=utf-8\r\n")),
            201);
}

TEST_F(ChangeServer, AForeignPageChangesNothing) {
  const std::string type = "Content-Type: application/json\r\n";
  for (const char* origin : {"http://evil.example", "null", "http://localhost"}) {
    const std::string more = fmt::format("{}Origin: {}\r\n", type, origin);
    EXPECT_EQ(status(ask("PUT", yard, "{}", more)), 403) << origin;
    EXPECT_EQ(status(ask("DELETE", yard, "", more)), 403) << origin;
    EXPECT_EQ(status(ask("POST", "/api/v1/probe", "{}", more)), 403) << origin;
    EXPECT_EQ(status(ask("OPTIONS", yard, "", more)), 403) << origin;
  }
  EXPECT_EQ(status(ask("DELETE", yard, "", "Host: evil.example\r\n")), 403);
  EXPECT_TRUE(changes_.asked.empty());
  const std::string own = fmt::format("{}Origin: http://localhost:{}\r\n", type, port_);
  EXPECT_EQ(status(ask("PUT", yard, "{}", own)), 201);
}

TEST_F(ChangeServer, EachRouteSaysWhichMethodsItHas) {
  const auto allow = [&](const char* method, const char* path) {
    const auto answer = ask(method, path);
    EXPECT_EQ(status(answer), 405) << method << path;
    const auto begin = answer.first.find("Allow: ") + 7;
    return answer.first.substr(begin, answer.first.find("\r\n", begin) - begin);
  };
  EXPECT_EQ(allow("POST", yard), "GET, HEAD, PUT, DELETE");
  EXPECT_EQ(allow("PATCH", "/api/v1/streams/shop"), "GET, HEAD, PUT, DELETE");
  EXPECT_EQ(allow("GET", "/api/v1/probe"), "POST");
  EXPECT_EQ(allow("PUT", "/api/v1/probe"), "POST");
  EXPECT_EQ(allow("PUT", "/api/v1/streams"), "GET, HEAD");
  EXPECT_EQ(allow("DELETE", "/api/v1/streams/yard/tracks"), "GET, HEAD");
  EXPECT_EQ(status(ask("DELETE", "/api/v1/streams/")), 404);
  EXPECT_EQ(status(ask("PUT", "/api/v1/streams/yard/nothing")), 404);
  EXPECT_TRUE(changes_.asked.empty());
  service_.changing = nullptr;
  EXPECT_EQ(status(ask("PUT", yard)), 503);
}

TEST_F(ChangeServer, NobodyElseWaitsForAChange) {
  changes_.at_once = false;
  TestClient slow(port_);
  slow.send(request("PUT", yard, "{}"));
  while (changes_.count() == 0) std::this_thread::yield();
  EXPECT_EQ(status(ask("GET", "/healthz", "", "")), 200);
  changes_.answer_all();
  EXPECT_TRUE(slow.read_all().starts_with("HTTP/1.1 201"));
}

TEST_F(ChangeServer, WhoWaitsForAChangeHearsOfItBeforeTheEnd) {
  changes_.at_once = false;
  changes_.failure = ErrorKind::cancelled;
  std::vector<std::unique_ptr<TestClient>> clients;
  for (int i = 0; i < 20; ++i) {
    clients.push_back(std::make_unique<TestClient>(port_));
    clients.back()->send(request("PUT", yard, "{}"));
  }
  while (changes_.count() < clients.size()) std::this_thread::yield();
  changes_.answer_all();
  server_.reset();
  for (const auto& client : clients) EXPECT_TRUE(client->read_all().starts_with("HTTP/1.1 503"));
}

TEST_F(ChangeServer, AChangeThatNeverEndsDoesNotHoldUpTheEnd) {
  changes_.at_once = false;
  TestClient client(port_);
  client.send(request("DELETE", yard, ""));
  while (changes_.count() == 0) std::this_thread::yield();
  const auto before = std::chrono::steady_clock::now();
  server_.reset();
  EXPECT_LT(std::chrono::steady_clock::now() - before, 1s);
  EXPECT_TRUE(client.ended());
  changes_.answer_all();  // Nobody is there any more.
}

}  // namespace
}  // namespace trigo
