#include "sinks/http_post.hpp"

#include <gtest/gtest.h>

#include "sinks/test_target.hpp"

namespace trigo {
namespace {

using namespace std::chrono_literals;

class HttpPostTest : public testing::Test {
 protected:
  Result<HttpAnswer> post(HttpPost& to, const std::string& body = "{}", std::stop_token stop = {}) {
    return to.post(body, std::vector<std::string>{"x-test: yes"}, std::move(stop));
  }

  TestTarget target_;
};

TEST_F(HttpPostTest, SendsBodyAndHeadersAndKeepsItsConnection) {
  HttpPost to({target_.url("/a?b=c")});
  for (const std::string body : {"{\"a\": 1}", "{}"}) {
    const auto answer = post(to, body);
    ASSERT_TRUE(answer) << answer.error().message;
    EXPECT_EQ(answer->status, 200);
    EXPECT_EQ(answer->retry_after, 0s);
  }
  const auto requests = target_.wait_for(2);
  EXPECT_TRUE(requests[0].head.starts_with("POST /a?b=c HTTP/1.1\r\n")) << requests[0].head;
  EXPECT_EQ(requests[0].header("x-test"), "yes");
  EXPECT_EQ(requests[0].header("User-Agent"), "trigo");
  EXPECT_EQ(requests[0].body, "{\"a\": 1}");
  EXPECT_EQ(requests[1].body, "{}");
  EXPECT_EQ(requests[1].connection, requests[0].connection);
}

TEST_F(HttpPostTest, AUserInTheUrlIsSentAsSuch) {
  std::string url = target_.url();
  HttpPost to({url.insert(7, "trigo:hush@")});
  ASSERT_TRUE(post(to));
  EXPECT_EQ(target_.wait_for(1)[0].header("Authorization"), "Basic dHJpZ286aHVzaA==");
}

TEST_F(HttpPostTest, ARedirectIsAnAnswerLikeOthers) {
  HttpPost to({target_.url()});
  target_.answer("HTTP/1.1 307 Elsewhere\r\nLocation: " + target_.url("/else"));
  const auto answer = post(to);
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, 307);
  EXPECT_EQ(target_.wait_for(1).size(), 1U);
}

TEST_F(HttpPostTest, TellsHowLongTheTargetWantsToBeLeftAlone) {
  HttpPost to({target_.url()});
  target_.answer("HTTP/1.1 503 Busy\r\nRetry-After: 90");
  const auto answer = post(to);
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, 503);
  EXPECT_EQ(answer->retry_after, 90s);
}

TEST_F(HttpPostTest, ATargetThatDoesNotAnswerIsGivenUpInTime) {
  HttpPost to({target_.url(), 50ms});
  target_.answer("");
  const auto answer = post(to);
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().kind, ErrorKind::unavailable);
  EXPECT_EQ(answer.error().message, "no answer within 0.05 s");
  target_.answer("HTTP/1.1 200 OK");
  EXPECT_TRUE(post(to)) << "it is asked anew";
}

TEST_F(HttpPostTest, AStopRequestEndsATryThatHangs) {
  HttpPost to({target_.url(), 60s});
  target_.answer("");
  std::stop_source stop;
  Instant stopped;
  std::jthread stopper([&] {
    target_.wait_for(1);
    stopped = std::chrono::steady_clock::now();
    stop.request_stop();
  });
  const auto answer = post(to, "{}", stop.get_token());
  const auto ended = std::chrono::steady_clock::now();
  stopper.join();
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().kind, ErrorKind::cancelled);
  EXPECT_LT(ended - stopped, 200ms);
}

TEST_F(HttpPostTest, NobodyThereIsSaidTheSameWayEachTime) {
  std::string url;
  {
    TestTarget gone;
    url = gone.url();
  }
  HttpPost to({url});
  for (int i = 0; i < 2; ++i) {
    const auto answer = post(to);
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().message, "Couldn't connect to server");
  }
}

TEST(HttpUrl, IsShownWithoutWhatMayBeSecret) {
  EXPECT_EQ(shown_http_url("https://u:p@host:9/a/b?key=k&x#f").value(), "https://host:9/a/b");
  EXPECT_EQ(shown_http_url("http://[::1]:80/").value(), "http://[::1]:80/");
  EXPECT_EQ(shown_http_url("http://host").value(), "http://host/");
}

TEST(HttpUrl, HalfOfAPasswordWithUnescapedCharactersIsNotTakenForAHost) {
  const auto shown = shown_http_url("https://u:a@hush#b@host/");
  ASSERT_FALSE(shown);
  EXPECT_TRUE(shown.error().message.starts_with("has an '@' behind")) << shown.error().message;
  EXPECT_EQ(shown_http_url("https://u:12/hush@host/").value(), "https://u:***@host/");
  EXPECT_EQ(shown_http_url("https://host/@u").value(), "https://host/@u");
}

TEST(HttpUrl, WhatIsNoneIsRefusedWithoutShowingIt) {
  EXPECT_EQ(shown_http_url("ftp://u:hush@host/").error().message,
            "begins with neither http:// nor https://");
  for (const char* url :
       {"hush", "http://", "http://u:hush@", "http://host:hush/", "", "://hush"}) {
    const auto shown = shown_http_url(url);
    ASSERT_FALSE(shown) << url;
    EXPECT_TRUE(shown.error().message.starts_with("is no URL: ")) << shown.error().message;
    EXPECT_EQ(shown.error().message.find("hush"), std::string::npos);
  }
}

}  // namespace
}  // namespace trigo
