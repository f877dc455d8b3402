#include "sinks/webhook.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "sinks/test_target.hpp"

namespace trigo {
namespace {

using namespace std::chrono_literals;

class WebhookTest : public testing::Test {
 protected:
  Webhook hook(const std::string& url, const std::string& secret = "") {
    auto made =
        Webhook::make({.target = {url, 10s}, .secret = secret, .instance = "shop-7"}, clock_);
    EXPECT_TRUE(made) << made.error().message;
    return std::move(*made);
  }

  static EventRecord event() {
    return {.id = 17, .stream = "yard", .place = "gate", .type = "occupied", .state = "occupied"};
  }

  ManualClock clock_;
  TestTarget target_;
};

// Both from `openssl dgst -sha256 -mac HMAC -macopt key:KEY -binary | base64`.
TEST(WebhookSignature, IsWhatOpensslSays) {
  EXPECT_EQ(webhook_signature("trigo-secret-of-24-bytes", "evt_0123456789abcdef_17", 1790000000,
                              "{\"id\":17}"),
            "v1,nS4j5ys0KGiabAlCoXjjq0sES416EzvQ7AvSdb7xQYU=");
  EXPECT_EQ(webhook_signature("plain", "a", 1, ""),
            "v1,nAGprqdNFJ5b1gq27lSPDUv8U9CTCugky6pHBcBSX3U=");
}

TEST(WebhookSecret, IsBase64BehindItsPrefixElseItsBytes) {
  EXPECT_EQ(signing_key("whsec_dHJpZ28tc2VjcmV0LW9mLTI0LWJ5dGVz").value(),
            "trigo-secret-of-24-bytes");
  EXPECT_EQ(signing_key("whsec_YQ==").value(), "a");
  EXPECT_EQ(signing_key("whsec_YWI=").value(), "ab");
  EXPECT_EQ(signing_key("dHJpZ28=").value(), "dHJpZ28=");
  for (const char* wrong : {"whsec_", "whsec_YQ", "whsec_YQ=", "whsec_YQ===", "whsec_Y===",
                            "whsec_Y-==", "whsec_ YQ=", "whsec_====", "whsec_YW=I"}) {
    const auto key = signing_key(wrong);
    ASSERT_FALSE(key) << wrong;
    EXPECT_EQ(key.error().message.find("YQ"), std::string::npos);
  }
}

TEST_F(WebhookTest, PostsTheEventWithTheHeadersOfStandardWebhooks) {
  auto hook = this->hook(target_.url(), "whsec_dHJpZ28tc2VjcmV0LW9mLTI0LWJ5dGVz");
  ASSERT_TRUE(hook.deliver(event(), "0123456789abcdef", {}));
  const auto request = target_.wait_for(1)[0];
  EXPECT_EQ(request.header("content-type"), "application/json");
  EXPECT_EQ(request.header("webhook-id"), "evt_0123456789abcdef_17");
  EXPECT_EQ(request.header("webhook-timestamp"), "3600");
  EXPECT_EQ(
      request.header("webhook-signature"),
      webhook_signature("trigo-secret-of-24-bytes", "evt_0123456789abcdef_17", 3600, request.body));
  const auto told = nlohmann::json::parse(request.body);
  EXPECT_EQ(told["id"], 17);
  EXPECT_EQ(told["instance"], "shop-7");
  EXPECT_EQ(told["zone"], "gate");
}

TEST_F(WebhookTest, WithoutASecretNothingIsSigned) {
  auto hook = this->hook(target_.url());
  ASSERT_TRUE(hook.deliver(event(), "r", {}));
  EXPECT_EQ(target_.wait_for(1)[0].header("webhook-signature"), "");
}

TEST_F(WebhookTest, WhatIsNoSuccessIsARefusalThatShowsNoSecret) {
  std::string url = target_.url("/hook?key=hush");
  auto hook = this->hook(url.insert(7, "trigo:hush@"), "hush");
  const auto why = [&] {
    const auto done = hook.deliver(event(), "r", {});
    return done ? Refusal{"taken"} : done.error();
  };
  const std::string shown = "POST " + target_.url() + ": ";
  for (const int status : {301, 400, 410, 500}) {
    target_.answer(fmt::format("HTTP/1.1 {} No", status));
    EXPECT_EQ(why().why, fmt::format("{}answered {}", shown, status));
  }
  target_.answer("HTTP/1.1 429 Slowly\r\nRetry-After: 120");
  EXPECT_EQ(why().wait, 120s);
  target_.answer("HTTP/1.1 204 Good");
  EXPECT_EQ(why().why, "taken");
}

TEST_F(WebhookTest, TextThatIsNoneIsToldAllTheSame) {
  auto hook = this->hook(target_.url());
  EventRecord odd = event();
  odd.place = "gate\xff";
  EXPECT_TRUE(hook.deliver(odd, "r", {}));
  EXPECT_EQ(nlohmann::json::parse(target_.wait_for(1)[0].body)["zone"], "gate\xef\xbf\xbd");
}

TEST_F(WebhookTest, AWrongUrlOrSecretMakesNone) {
  EXPECT_FALSE(Webhook::make({.target = {"ftp://host/"}}, clock_));
  EXPECT_FALSE(Webhook::make({.target = {target_.url()}, .secret = "whsec_?"}, clock_));
}

}  // namespace
}  // namespace trigo
