// A client's bytes, all at once and then the end, to the real server code on one thread: requests,
// upgrades and WebSocket frames. Every connection ends, no answer tells of a failure of our own,
// and who calls us by a strange name gets nothing.
#include <array>
#include <cstdlib>
#include <filesystem>
#include <string>

#include <boost/asio/co_spawn.hpp>
#include <sys/socket.h>
#include <unistd.h>

#include "events/event_store.hpp"
#include "property.hpp"
#include "web/session.hpp"
#include "web/test_service.hpp"

namespace trigo {
namespace {

constexpr std::uint16_t port = 8080;

/// Says yes to everything.
class Obliging final : public WebChanges {
 public:
  void put(std::string id, std::string body, Done<bool> done) override {
    done(id == "yard" && body.size() > 2);
  }
  void remove(std::string id, Done<bool> done) override { done(id == "yard"); }
  void probe(std::string body, Done<nlohmann::json> done) override {
    if (body.empty()) return done(fail(ErrorKind::invalid_argument, "1:1: nothing"));
    done(nlohmann::json{{"codec", "h264"}});
  }
};

/// A folder that is gone when the program ends in order.
class Folder {
 public:
  Folder() {
    std::string name = (std::filesystem::temp_directory_path() / "trigo-fuzz-XXXXXX").string();
    TRIGO_CHECK(mkdtemp(name.data()) != nullptr);
    path_ = name;
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  ~Folder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  std::filesystem::path record() const { return path_ / "events.sqlite"; }

 private:
  std::filesystem::path path_;
};

void write_record(const std::filesystem::path& file) {
  auto store = EventStore::open(file, EventStore::Access::write);
  TRIGO_CHECK(store);
  std::vector<EventRecord> events;
  for (std::int64_t person = 1; person <= 9; ++person) {
    const std::int64_t utc_us = person * 60'000'000;
    events.push_back({.utc_us = utc_us,
                      .stream = "yard",
                      .place = "gate",
                      .type = person % 2 == 1 ? "entered" : "left",
                      .cause = "crossed",
                      .person = person / 2 + 5,
                      .class_name = "person",
                      .since_us = utc_us,
                      .snapshot = person % 2 == 1});
  }
  TRIGO_CHECK(store->append({events}, 0));
}

/// What a client is connected to.
class Site {
 public:
  Site() {
    write_record(folder_.record());
    service_.reader = std::make_unique<EventReader>(folder_.record(), clock_, 1);
    service_.changing = &changes_;
    service_.board.add("yard")->publish(make_picture({.sequence = 3}));
    service_.board.add("gate");
    web_.limits.large_view = std::chrono::milliseconds(1);
  }
  Site(const Site&) = delete;
  Site& operator=(const Site&) = delete;
  ~Site() {
    web_.door->shut();
    service_.reader.reset();
  }

  /// All that is answered to `said`, until the other side ends the connection too.
  std::string answer(std::string_view said) {
    std::array<int, 2> ends{};
    TRIGO_CHECK(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, ends.data()) ==
                0);
    serve(ends[0]);
    std::string heard;
    context_.restart();
    do {
      said.remove_prefix(told(ends[1], said));
      hear(ends[1], heard);
    } while (context_.run_one() > 0);
    hear(ends[1], heard);
    close(ends[1]);
    TRIGO_CHECK(web_.connections == 0);
    return heard;
  }

 private:
  void serve(int end) {
    asio::ip::tcp::socket socket(context_);
    socket.assign(asio::ip::tcp::v4(), end);  // Of another family, which nobody looks at.
    asio::co_spawn(context_, serve_connection(std::move(socket), web_),
                   [](std::exception_ptr failure) { TRIGO_CHECK(failure == nullptr); });
  }

  /// How much of it could be sent. Ends what the client says with its last byte.
  static std::size_t told(int end, std::string_view said) {
    const auto sent = send(end, said.data(), said.size(), MSG_NOSIGNAL);
    const auto bytes = static_cast<std::size_t>(std::max<ssize_t>(sent, 0));
    if (bytes == said.size()) shutdown(end, SHUT_WR);
    return bytes;
  }

  static void hear(int end, std::string& heard) {
    std::array<char, 65'536> bytes{};
    for (ssize_t got = 1; got > 0;) {
      got = recv(end, bytes.data(), bytes.size(), 0);
      if (got > 0) heard.append(bytes.data(), static_cast<std::size_t>(got));
    }
  }

  const Folder folder_;
  SteadyClock clock_;
  Obliging changes_;
  TestService service_;
  asio::io_context context_{1};
  WebContext web_{service_, HostRules("127.0.0.1", port), {}, std::make_shared<Door>(context_)};
};

bool names_us(std::string_view said) {
  std::string lower(said);
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  constexpr std::array names{"127.0.0.1", "localhost", "[::1]"};
  return std::any_of(names.begin(), names.end(),
                     [&](const char* name) { return lower.find(name) != std::string::npos; });
}

void check_answer(std::string_view said) {
  static Site site;
  const std::string heard = site.answer(said);
  if (heard.empty()) return;
  TRIGO_CHECK(heard.starts_with("HTTP/1."));
  TRIGO_CHECK(heard.find("500 Internal Server Error\r\n") == heard.npos);
  const std::string_view status = std::string_view(heard).substr(9, 3);
  TRIGO_CHECK(status == "101" || heard.find("Content-Security-Policy: ") != heard.npos);
  TRIGO_CHECK(status[0] == '4' || names_us(said));
}

}  // namespace
}  // namespace trigo

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  trigo::check_answer(trigo::text_of(bytes, size));
  return 0;
}
