#include <gtest/gtest.h>

#include "web/server.hpp"

namespace trigo {
namespace {

TEST(ListenAddress, LoopbackAddressesAreUnderstood) {
  EXPECT_EQ(parse_listen_address("127.0.0.1:8080")->port, 8080);
  EXPECT_EQ(parse_listen_address("localhost:0")->host, "localhost");
  EXPECT_EQ(parse_listen_address("[::1]:65535")->host, "::1");
  EXPECT_EQ(parse_listen_address("127.3.2.1:80")->host, "127.3.2.1");
}

TEST(ListenAddress, WhatIsNoLoopbackAddressIsRefusedWithTheReason) {
  for (const char* text : {"0.0.0.0:8080", "192.168.1.4:80", "[::]:80", "example.org:80", "*:80"}) {
    const auto refused = parse_listen_address(text);
    ASSERT_FALSE(refused.has_value()) << text;
    EXPECT_EQ(refused.error().kind, ErrorKind::invalid_argument);
    EXPECT_NE(refused.error().message.find("only this machine may be served"), std::string::npos)
        << refused.error().message;
  }
}

TEST(ListenAddress, ARefusalIsOneLineOfText) {
  EXPECT_EQ(parse_listen_address("a\nb:1").error().message.find('\n'), std::string::npos);
}

TEST(ListenAddress, WhatIsNoAddressIsRefusedWithAnExample) {
  for (const char* text : {"", ":8080", "8080", "127.0.0.1", "::1", "::1:80", "127.0.0.1:",
                           "127.0.0.1:65536", "127.0.0.1:-1", "127.0.0.1:80x", "localhost: 80"})
    EXPECT_FALSE(parse_listen_address(text).has_value()) << text;
  EXPECT_EQ(parse_listen_address("8080").error().message,
            "listen address \"8080\": write ADDRESS:PORT, such as 127.0.0.1:8080 or [::1]:8080");
}

}  // namespace
}  // namespace trigo
