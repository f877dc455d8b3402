#pragma once

#include <string>
#include <string_view>

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "web/test_client.hpp"

namespace trigo {

/// A blocking client of the live WebSocket (RFC 6455), for tests.
class TestSocket {
 public:
  struct Picture {
    nlohmann::json header;  // Null if what came was no picture.
    std::string jpeg;
  };

  explicit TestSocket(std::uint16_t port, int receive_buffer_bytes = 0)
      : client_(port, receive_buffer_bytes) {
    client_.send(
        "GET /api/v1/live HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\n"
        "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
        "Sec-WebSocket-Protocol: other, trigo.live.v1\r\n\r\n");
    handshake_ = client_.read_until("\r\n\r\n");
  }

  const std::string& handshake() const { return handshake_; }

  void say(const std::string& text) {
    // A client masks; with a key of zeros the text stays as it is.
    client_.send(frame_head(0x81, text.size()) + std::string(4, '\0') + text);
  }
  void watch(const std::string& stream, int width = 64) {
    say(fmt::format(R"({{"watch":[{{"stream":"{}","width":{}}}]}})", stream, width));
  }
  void acknowledge(const nlohmann::json& header) {
    say(nlohmann::json{
        {"ack", {{"stream", header["stream"]}, {"epoch", header["epoch"]}, {"seq", header["seq"]}}}}
            .dump());
  }
  /// Asks for an answer that comes after whatever the server has to say already.
  nlohmann::json echo() {
    say("?");
    return hear();
  }

  /// The next message, if it is text.
  nlohmann::json hear() {
    const Frame frame = read();
    return frame.kind == 1 ? nlohmann::json::parse(frame.bytes) : nlohmann::json();
  }
  /// The next message, if it is a picture.
  Picture see() {
    const Frame frame = read();
    if (frame.kind != 2 || frame.bytes.size() < 4) return {};
    const std::size_t length = number(frame.bytes.substr(0, 4), true);
    return {nlohmann::json::parse(frame.bytes.substr(4, length)), frame.bytes.substr(4 + length)};
  }

  bool ended() { return client_.ended(); }

 private:
  struct Frame {
    int kind = 0;
    std::string bytes;
  };

  static std::string frame_head(int first, std::size_t size) {
    EXPECT_LT(size, 65536U);
    std::string head(1, static_cast<char>(first));
    if (size < 126) return head + static_cast<char>(0x80 | size);
    return head + static_cast<char>(0x80 | 126) + static_cast<char>(size >> 8) +
           static_cast<char>(size & 0xff);
  }

  static std::size_t number(std::string bytes, bool lowest_first) {
    if (lowest_first) bytes.assign(bytes.rbegin(), bytes.rend());
    std::size_t value = 0;
    for (const char byte : bytes) value = value << 8 | static_cast<unsigned char>(byte);
    return value;
  }

  Frame read() {
    const std::string head = client_.read(2);
    if (head.size() < 2) return {};
    std::size_t size = static_cast<unsigned char>(head[1]);
    if (size == 126) size = number(client_.read(2), false);
    if (size == 127) size = number(client_.read(8), false);
    return {head[0] & 0xf, client_.read(size)};
  }

  TestClient client_;
  std::string handshake_;
};

}  // namespace trigo
