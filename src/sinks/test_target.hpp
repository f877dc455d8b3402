#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdlib>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include <arpa/inet.h>
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

namespace trigo {

/// A HTTP server on 127.0.0.1 that notes what it is sent and answers as told. One connection at a
/// time.
class TestTarget {
 public:
  struct Request {
    std::string head;  // With its last line break.
    std::string body;
    int connection = 0;

    std::string header(const std::string& name) const {
      const auto begin = head.find("\r\n" + name + ": ");
      if (begin == head.npos) return {};
      const auto value = begin + name.size() + 4;
      return head.substr(value, head.find("\r\n", value) - value);
    }
  };

  TestTarget() {
    setenv("no_proxy", "127.0.0.1", 1);  // Whatever this machine does elsewhere.
    listener_ = socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* const generic = reinterpret_cast<sockaddr*>(&address);
    EXPECT_EQ(bind(listener_, generic, size), 0);
    EXPECT_EQ(listen(listener_, 8), 0);
    EXPECT_EQ(getsockname(listener_, generic, &size), 0);
    port_ = ntohs(address.sin_port);
    thread_ = std::jthread([this] { serve(); });
  }

  ~TestTarget() {
    closing_ = true;
    shutdown(listener_, SHUT_RDWR);
    shutdown(connection_, SHUT_RDWR);
    thread_.join();
    close(listener_);
  }

  std::string url(const std::string& rest = "/hook") const {
    return fmt::format("http://127.0.0.1:{}{}", port_, rest);
  }

  /// What requests get from now on: a status line and headers; empty: nothing at all.
  void answer(const std::string& head) {
    std::lock_guard lock(mutex_);
    answer_ = head;
  }

  /// Once there were so many; all of them.
  std::vector<Request> wait_for(std::size_t count) {
    std::unique_lock lock(mutex_);
    arrival_.wait_for(lock, std::chrono::seconds(30), [&] { return requests_.size() >= count; });
    EXPECT_GE(requests_.size(), count);
    return requests_;
  }

 private:
  void serve() {
    for (int number = 1; !closing_; ++number) {
      const int peer = accept(listener_, nullptr, nullptr);
      if (peer < 0) return;
      connection_ = peer;
      if (closing_) shutdown(peer, SHUT_RDWR);
      std::string unread;
      while (auto request = read(peer, unread)) {
        request->connection = number;
        respond(peer, std::move(*request));
      }
      connection_ = -1;
      close(peer);
    }
  }

  void respond(int peer, Request request) {
    std::string head;
    {
      std::lock_guard lock(mutex_);
      requests_.push_back(std::move(request));
      head = answer_;
      arrival_.notify_all();
    }
    if (head.empty()) return;
    const std::string text = head + "\r\nContent-Length: 2\r\n\r\nok";
    EXPECT_EQ(send(peer, text.data(), text.size(), MSG_NOSIGNAL), std::ssize(text));
  }

  /// Nothing: the peer is gone.
  static std::optional<Request> read(int peer, std::string& unread) {
    const auto read_on = [&] {
      char bytes[4096];
      const auto count = recv(peer, bytes, sizeof bytes, 0);
      if (count > 0) unread.append(bytes, static_cast<std::size_t>(count));
      return count > 0;
    };
    std::size_t head_end = 0;
    while ((head_end = unread.find("\r\n\r\n")) == unread.npos)
      if (!read_on()) return std::nullopt;
    Request request{unread.substr(0, head_end + 2), {}, 0};
    unread.erase(0, head_end + 4);
    const auto length = std::stoul("0" + request.header("Content-Length"));
    while (unread.size() < length)
      if (!read_on()) return std::nullopt;
    request.body = unread.substr(0, length);
    unread.erase(0, length);
    return request;
  }

  int listener_ = -1;
  int port_ = 0;
  std::atomic<int> connection_ = -1;
  std::atomic<bool> closing_ = false;
  std::mutex mutex_;  // Guards the next three.
  std::condition_variable arrival_;
  std::string answer_ = "HTTP/1.1 200 OK";
  std::vector<Request> requests_;
  std::jthread thread_;
};

}  // namespace trigo
