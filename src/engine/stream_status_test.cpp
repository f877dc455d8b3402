#include "engine/stream_status.hpp"

#include <gtest/gtest.h>

namespace trigo {
namespace {

using namespace std::chrono_literals;

class StreamStatusTest : public testing::Test {
 protected:
  std::vector<std::string> told() const {
    std::vector<std::string> lines;
    for (const StreamChange& change : status_.history())
      lines.push_back(std::string(to_string(change.state)) + " " + change.reason);
    return lines;
  }

  ManualClock clock_;
  StreamStatus status_{"yard", "", "rtsp://10.0.0.7/", clock_};
};

TEST_F(StreamStatusTest, HistoryTellsEachStateWithItsTimeAndReason) {
  status_.set_state(StreamState::connecting);
  clock_.advance(1s);
  status_.set_state(StreamState::running);
  clock_.advance(1s);
  status_.set_state(StreamState::stalled, "silent");
  EXPECT_EQ(told(), (std::vector<std::string>{"connecting ", "running ", "stalled silent"}));
  const auto history = status_.history();
  EXPECT_EQ(history[2].utc_us - history[0].utc_us, 2'000'000);
  EXPECT_EQ(status_.reason(), "silent");
}

TEST_F(StreamStatusTest, AnOutageFillsTheHistoryWithReasonsNotWithTries) {
  status_.set_state(StreamState::running);
  for (int i = 0; i < 100; ++i) {
    status_.set_state(StreamState::waiting, i < 50 ? "refused" : "401");
    status_.set_state(StreamState::connecting, status_.reason());
  }
  status_.set_state(StreamState::running);
  EXPECT_EQ(told(),
            (std::vector<std::string>{"running ", "waiting refused", "waiting 401", "running "}));
}

TEST_F(StreamStatusTest, HistoryIsBounded) {
  for (int i = 0; i < 100; ++i) {
    status_.set_state(StreamState::running);
    status_.set_state(StreamState::stalled, std::to_string(i));
  }
  EXPECT_EQ(status_.history().size(), StreamStatus::most_changes);
  EXPECT_EQ(status_.history().back().reason, "99");
}

TEST_F(StreamStatusTest, WhoIsThereIsNotKnownWhileItIsStalled) {
  status_.set_state(StreamState::running);
  status_.set_tracks({});
  EXPECT_TRUE(status_.tracks().has_value());
  status_.set_state(StreamState::stalled, "silent");
  EXPECT_FALSE(status_.tracks().has_value());
}

}  // namespace
}  // namespace trigo
