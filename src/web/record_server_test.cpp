#include <fmt/format.h>
#include <gtest/gtest.h>

#include "events/test_record.hpp"
#include "web/test_client.hpp"
#include "web/test_service.hpp"

namespace trigo {
namespace {

using namespace std::chrono_literals;
using nlohmann::json;

class RecordServer : public RecordTest {
 protected:
  void SetUp() override {
    RecordTest::SetUp();
    store_ = std::make_unique<EventStore>(open());
    service_.reader = std::make_unique<EventReader>(file_, clock_);
    auto server = WebServer::start({"127.0.0.1", 0}, service_);
    ASSERT_TRUE(server) << server.error().message;
    server_ = std::move(*server);
    port_ = port_of(*server_);
  }

  /// Whoever has files open in the folder goes first.
  void TearDown() override {
    server_.reset();
    service_.reader.reset();
    store_.reset();
    RecordTest::TearDown();
  }

  void record(std::vector<EventRecord> events) {
    ASSERT_TRUE(store_->append({events}, 0));
    service_.wakes.wake_all();
  }

  std::string request(const std::string& path, const std::string& more = "",
                      std::string_view version = "1.1") const {
    return fmt::format("GET {} HTTP/{}\r\nHost: 127.0.0.1:{}\r\n{}\r\n", path, version, port_,
                       more);
  }

  /// Head and body of an answer after which the server ends the connection.
  std::pair<std::string, std::string> whole(const std::string& path, const std::string& more = "",
                                            std::string_view version = "1.1") const {
    TestClient client(port_);
    client.send(request(path, "Connection: close\r\n" + more, version));
    std::string head = client.read_until("\r\n\r\n");
    return {std::move(head), client.read_all()};
  }

  /// Ids of the next so many messages.
  static std::vector<int> ids_of_messages(TestClient& client, int count) {
    std::vector<int> ids;
    for (int i = 0; i < count; ++i) {
      client.read_until("id: ");
      ids.push_back(std::atoi(client.read_until("\n").c_str()));
      client.read_until("\n\n");
    }
    return ids;
  }

  SteadyClock clock_;
  TestService service_;
  std::unique_ptr<EventStore> store_;
  std::unique_ptr<WebServer> server_;
  std::uint16_t port_ = 0;
};

TEST_F(RecordServer, AnswersWhatIsOnRecord) {
  record({entered(7, 1'000'000), left(7, 2'000'000)});
  const auto [head, body] = whole("/api/v1/events?limit=1");
  EXPECT_TRUE(head.starts_with("HTTP/1.1 200 OK")) << head;
  EXPECT_EQ(json::parse(body)["next"], 1);
  EXPECT_EQ(json::parse(whole("/api/v1/events/2").second)["type"], "left");
  EXPECT_TRUE(whole("/api/v1/events/3").first.starts_with("HTTP/1.1 404"));
  EXPECT_TRUE(whole("/api/v1/events/x").first.starts_with("HTTP/1.1 404"));
  EXPECT_TRUE(whole("/api/v1/events?limit=1001").first.starts_with("HTTP/1.1 400"));
  EXPECT_TRUE(whole("/api/v1/events?format=xml").first.starts_with("HTTP/1.1 400"));
  const std::string zone = "/api/v1/presence/history?stream=yard&zone=gate";
  EXPECT_EQ(json::parse(whole(zone + "&bucket=1h").second)["buckets"].size(), 24);
  EXPECT_TRUE(whole("/api/v1/presence/history?stream=yard").first.starts_with("HTTP/1.1 400"));
}

TEST_F(RecordServer, ASnapshotIsThereOrWhyNot) {
  EventRecord taken = entered(7, 1);
  EventRecord soon = entered(8, 2);
  taken.snapshot = soon.snapshot = true;
  record({taken, soon, entered(9, 3)});
  const auto [head, body] = whole("/api/v1/events/1/snapshot.jpg");
  EXPECT_NE(head.find("Content-Type: image/jpeg"), std::string::npos) << head;
  EXPECT_EQ(body, "a picture of 7");
  const auto reason = [&](int id) {
    return json::parse(whole(fmt::format("/api/v1/events/{}/snapshot.jpg", id)).second)["detail"];
  };
  EXPECT_EQ(reason(2), "event 2 has no snapshot yet, or none could be taken");
  EXPECT_EQ(reason(3), "event 3 has no snapshot, or no longer");
  EXPECT_EQ(reason(4), "there is no event 4, or no longer");
}

TEST_F(RecordServer, AnExportComesInPiecesAndToItsEnd) {
  record(std::vector<EventRecord>(2500, entered(7, 1)));
  const auto [head, body] = whole("/api/v1/events", "Accept: text/csv\r\n");
  EXPECT_NE(head.find("Content-Type: text/csv; charset=utf-8; header=present"), std::string::npos);
  EXPECT_NE(head.find("Transfer-Encoding: chunked"), std::string::npos);
  EXPECT_NE(head.find("filename=\"events.csv\""), std::string::npos);
  EXPECT_TRUE(body.ends_with("\r\n0\r\n\r\n")) << "the last chunk";
  const auto [old_head, old_body] = whole("/api/v1/events?format=ndjson", "", "1.0");
  EXPECT_EQ(old_head.find("chunked"), std::string::npos);
  EXPECT_EQ(std::count(old_body.begin(), old_body.end(), '\n'), 2500);
  const auto [past_head, past] =
      whole("/api/v1/presence/history?stream=yard&zone=gate&format=csv", "", "1.0");
  EXPECT_NE(past_head.find("filename=\"yard-gate.csv\""), std::string::npos);
  EXPECT_TRUE(past.starts_with("from,to,state,max_count\r\n")) << past;
  const auto [odd_head, odd] =
      whole("/api/v1/presence/history?stream=yard&zone=%22\"A;&format=csv", "", "1.0");
  EXPECT_NE(odd_head.find("filename=\"yard-_22___.csv\""), std::string::npos) << odd_head;
}

TEST_F(RecordServer, NewsComeAsTheyAreKept) {
  record({entered(1, 1)});
  TestClient client(port_);
  client.send(request("/api/v1/events/live"));
  EXPECT_NE(client.read_until("\r\n\r\n").find("Content-Type: text/event-stream"),
            std::string::npos);
  for (int id = 2; id <= 4; ++id) {
    record({left(1, id)});
    EXPECT_EQ(ids_of_messages(client, 1), (std::vector<int>{id}));
  }
}

TEST_F(RecordServer, NewsGoOnWhereTheyWereLeftWithoutAHoleOrADouble) {
  record(std::vector<EventRecord>(450, entered(7, 1)));
  TestClient client(port_);
  client.send(request("/api/v1/events/live", "Last-Event-ID: 5\r\n"));
  for (int i = 0; i < 50; ++i) record(std::vector<EventRecord>(3, entered(7, 2)));
  std::vector<int> expected;
  for (int id = 6; id <= 600; ++id) expected.push_back(id);
  EXPECT_EQ(ids_of_messages(client, 595), expected);
}

TEST_F(RecordServer, NewsAreOfWhatIsAskedForAndBeginAnewWithTheRecord) {
  record({entered(1, 1), left(1, 2), entered(2, 3), entered(3, 4, "shed"), entered(4, 5)});
  TestClient client(port_);
  client.send(request("/api/v1/events/live?after=0&type=entered&zone=gate"));
  EXPECT_EQ(ids_of_messages(client, 3), (std::vector<int>{1, 3, 5}));
  store_.reset();
  ASSERT_TRUE(EventStore::set_aside(file_, "a test", 0));
  store_ = std::make_unique<EventStore>(open());
  record({left(1, 2), entered(2, 3)});
  EXPECT_EQ(ids_of_messages(client, 1), (std::vector<int>{2}));
}

TEST_F(RecordServer, WhereNothingIsKeptItSaysSo) {
  server_.reset();
  service_.reader.reset();
  server_ = std::move(*WebServer::start({"127.0.0.1", 0}, service_));
  port_ = port_of(*server_);
  for (const char* path : {"/api/v1/events", "/api/v1/events/live", "/api/v1/events/1",
                           "/api/v1/presence/history?stream=yard&zone=gate"})
    EXPECT_TRUE(whole(path).first.starts_with("HTTP/1.1 503")) << path;
}

TEST_F(RecordServer, ARecordThatCannotBeReadIsNoReasonToHang) {
  store_.reset();
  std::filesystem::remove(file_);
  for (const char* path : {"/api/v1/events", "/api/v1/events?format=csv", "/api/v1/events/1"}) {
    const auto [head, body] = whole(path);
    EXPECT_TRUE(head.starts_with("HTTP/1.1 503")) << path;
    EXPECT_NE(body.find("events.sqlite"), std::string::npos) << body;
  }
}

TEST_F(RecordServer, EndsWithReadersInTheMiddle) {
  record(std::vector<EventRecord>(5000, entered(7, 1)));
  TestClient news(port_);
  news.send(request("/api/v1/events/live?after=0"));
  TestClient rows(port_, 4096);
  rows.send(request("/api/v1/events?format=csv"));
  news.read_until("id: 1\n");
  rows.read(100);
  server_.reset();
  EXPECT_TRUE(news.ended());
}

}  // namespace
}  // namespace trigo
