#pragma once

#include <atomic>
#include <memory>
#include <string>

#include "live/test_picture.hpp"
#include "web/server.hpp"

namespace trigo {

/// Serves made-up streams; for tests.
class TestService final : public WebService {
 public:
  nlohmann::json stats() const override {
    ++asked;
    return {{"device", "test"}, {"title", "caf\xe9 \xc3\xa9"}};
  }
  nlohmann::json streams() const override { return {{{"id", "yard"}}}; }
  std::optional<nlohmann::json> stream(const std::string& name) const override {
    if (name != "yard") return std::nullopt;
    return nlohmann::json{{"id", "yard"}};
  }
  std::optional<nlohmann::json> tracks(const std::string& name) const override {
    if (name != "yard") return std::nullopt;
    return nlohmann::json{{"stream", "yard"}, {"tracks", nullptr}};
  }
  std::optional<nlohmann::json> presence(std::optional<std::string> stream) const override {
    if (stream && *stream != "yard") return std::nullopt;
    return nlohmann::json{{"streams", nlohmann::json::array()}};
  }
  EventReader* record() override { return reader.get(); }
  const Wakes& news() const override { return wakes; }
  Result<std::optional<std::string>> snapshot(const EventRecord& event) const override {
    if (event.person != 7) return std::optional<std::string>();
    return std::optional<std::string>("a picture of 7");
  }
  WebChanges* changes() override { return changing; }
  std::string trouble() const override { return in_trouble ? "the disk is full" : ""; }
  std::string metrics() const override {
    ++asked;
    return "trigo_test 1\n";
  }
  LiveBoard& live() override { return board; }
  JpegPool& jpegs() override { return pool; }
  int jpeg_quality() const override { return 70; }

  mutable std::atomic<int> asked = 0;
  std::atomic<bool> in_trouble = false;
  LiveBoard board;
  JpegPool pool{1};
  Wakes wakes;
  std::unique_ptr<EventReader> reader;
  WebChanges* changing = nullptr;
};

/// That of its url().
inline std::uint16_t port_of(const WebServer& server) {
  const std::string url = server.url();
  return static_cast<std::uint16_t>(std::stoi(url.substr(url.rfind(':') + 1)));
}

}  // namespace trigo
