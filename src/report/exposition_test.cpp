#include "report/exposition.hpp"

#include <gtest/gtest.h>

namespace trigo {
namespace {

using namespace std::chrono_literals;

class Exposition : public testing::Test {
 protected:
  std::shared_ptr<StreamStatus> add(const std::string& id) {
    auto stream = std::make_shared<StreamStatus>(id, "", id + ".mp4", clock_);
    streams_.push_back(stream);
    return stream;
  }

  std::string expose() const {
    return exposition(streams_, {.meter = meter_,
                                 .detector = traits_,
                                 .jpegs_encoded = 7,
                                 .machine = {.ram_used_mb = 1.5, .descriptors = 12},
                                 .cpu_s = 2.25,
                                 .started_s = 1.7e9,
                                 .webhooks = webhooks_});
  }

  /// Whether the answer holds this whole line.
  bool says(const std::string& line) const {
    return ("\n" + expose()).find("\n" + line + "\n") != std::string::npos;
  }

  ManualClock clock_;
  EngineMeter meter_{clock_, 2};
  DetectorTraits traits_{.model = "yolox-nano", .device = "CPU \"x\" · f32"};
  std::vector<std::shared_ptr<const StreamStatus>> streams_;
  std::vector<SinkReading> webhooks_;
};

TEST_F(Exposition, ShowsEveryLineOfEachLedger) {
  const auto yard = add("yard");
  add("gate");
  FrameLedger& ledger = *yard->ledger;
  for (int i = 0; i < 3; ++i) ledger.packet_submitted();
  for (int i = 0; i < 2; ++i) ledger.packet_discarded(Discard::behind);
  ledger.packet_discarded(Discard::no_key);
  ledger.packet_rejected();
  ledger.frame_corrupt();
  for (int i = 0; i < 4; ++i) ledger.frame_not_due();
  ledger.missed(5);
  FrameTicket waiting = ledger.offer();
  FrameTicket flying = ledger.offer();
  flying.take();
  ledger.offer().settle(FrameFate::replaced);

  for (const char* line :
       {"packets_total{stream=\"yard\"} 7", "packets_submitted_total{stream=\"yard\"} 3",
        "packets_discarded_total{stream=\"yard\",reason=\"behind\"} 2",
        "packets_discarded_total{stream=\"yard\",reason=\"economy\"} 0",
        "packets_discarded_total{stream=\"yard\",reason=\"no_key\"} 1",
        "packets_rejected_total{stream=\"yard\"} 1", "frames_total{stream=\"yard\"} 8",
        "frames_corrupt_total{stream=\"yard\"} 1", "frames_not_due_total{stream=\"yard\"} 4",
        "frames_offered_total{stream=\"yard\"} 3", "due_times_missed_total{stream=\"yard\"} 5",
        "frames_waiting{stream=\"yard\"} 1", "frames_in_flight{stream=\"yard\"} 1",
        "frames_settled_total{stream=\"yard\",fate=\"replaced\"} 1",
        "frames_settled_total{stream=\"yard\",fate=\"detected\"} 0",
        "frames_settled_total{stream=\"yard\",fate=\"expired\"} 0",
        "frames_settled_total{stream=\"yard\",fate=\"failed\"} 0",
        "frames_settled_total{stream=\"yard\",fate=\"cancelled\"} 0",
        "packets_total{stream=\"gate\"} 0"})
    EXPECT_TRUE(says(std::string("trigo_stream_") + line)) << line;
  waiting.settle(FrameFate::cancelled);
  flying.settle(FrameFate::detected);
}

TEST_F(Exposition, ShowsHowAStreamDoesInBaseUnits) {
  const auto yard = add("yard");
  EXPECT_TRUE(says("trigo_stream_up{stream=\"yard\"} 0"));
  yard->set_state(StreamState::running);
  EXPECT_FALSE(says("trigo_stream_people{stream=\"yard\"}")) << "nobody has looked yet";
  const Track person{.confirmed = true};
  yard->set_tracks({.tracks = {person, person, person, {.confirmed = false}}});
  yard->lag_ms = 250;
  yard->detect_period_s = 0.4;
  yard->cpu_ms_per_s = 125;
  yard->failures = 2;
  for (const char* line :
       {"up{stream=\"yard\"} 1", "people{stream=\"yard\"} 3", "lag_seconds{stream=\"yard\"} 0.25",
        "detection_period_seconds{stream=\"yard\"} 0.4", "worker_cpu_ratio{stream=\"yard\"} 0.125",
        "failures_total{stream=\"yard\"} 2"})
    EXPECT_TRUE(says(std::string("trigo_stream_") + line)) << line;
}

TEST_F(Exposition, OfAZoneThatIsNotKnownThereIsNoNumber) {
  const auto yard = add("yard");
  PresenceReading reading;
  reading.zones = {{.name = "gate", .state = PresenceState::occupied, .count = 2},
                   {.name = "shed", .state = PresenceState::vacant},
                   {.name = "pond"}};
  reading.zones[0].counts = {.crossed = 5, .resumed = 1, .seen = 3, .dwell = 2};
  reading.lines = {{.name = "door", .left_to_right = 4, .right_to_left = 1}};
  yard->set_presence(std::make_shared<PresenceReading>(reading));
  const auto zone = [](const std::string& name) {
    return "{stream=\"yard\",zone=\"" + name + "\"";
  };
  for (const std::string& line :
       {"people" + zone("gate") + "} 2", "people" + zone("shed") + "} 0",
        "occupied" + zone("gate") + "} 1", "occupied" + zone("shed") + "} 0",
        "known" + zone("gate") + "} 1", "known" + zone("pond") + "} 0",
        "entered_total" + zone("gate") + ",cause=\"crossed\"} 5",
        "entered_total" + zone("gate") + ",cause=\"resumed\"} 1",
        "left_total" + zone("gate") + ",cause=\"seen\"} 3", "dwell_total" + zone("gate") + "} 2"})
    EXPECT_TRUE(says("trigo_zone_" + line)) << line;
  EXPECT_TRUE(
      says("trigo_line_crossed_total{stream=\"yard\",line=\"door\",direction=\"left_to_"
           "right\"} 4"));
  EXPECT_FALSE(says("trigo_zone_people" + zone("pond")));
  EXPECT_FALSE(says("trigo_zone_occupied" + zone("pond")));
}

TEST_F(Exposition, BucketsOfAHistogramHoldAllValuesUpToTheirBounds) {
  const auto yard = add("yard");
  for (const double age_s : {0.004, 0.25, 0.25, 20.0}) yard->ages_s.add(age_s);
  for (const char* line :
       {"_bucket{stream=\"yard\",le=\"0.005\"} 1", "_bucket{stream=\"yard\",le=\"0.2\"} 1",
        "_bucket{stream=\"yard\",le=\"0.3\"} 3", "_bucket{stream=\"yard\",le=\"5\"} 3",
        "_bucket{stream=\"yard\",le=\"+Inf\"} 4", "_count{stream=\"yard\"} 4"})
    EXPECT_TRUE(says(std::string("trigo_stream_age_seconds") + line)) << line;
}

TEST_F(Exposition, ShowsTheEngineTheProgramAndItsUse) {
  meter_.decoded = 40;
  meter_.inferred = 123'456'789'012;  // No digit is lost.
  meter_.detect_s.add(0.5);
  meter_.batch_frames.add(2);
  meter_.lane_busy[1].begin();
  clock_.advance(1500ms);
  for (const char* line :
       {"trigo_frames_decoded_total 40", "trigo_frames_inferred_total 123456789012",
        "trigo_jpegs_encoded_total 7", "trigo_inference_seconds_bucket{le=\"0.5\"} 1",
        "trigo_inference_seconds_sum 0.5", "trigo_batch_frames_bucket{le=\"1\"} 0",
        "trigo_batch_frames_bucket{le=\"2\"} 1", "trigo_lane_busy_seconds_total{lane=\"0\"} 0",
        "trigo_lane_busy_seconds_total{lane=\"1\"} 1.5",
        "trigo_detector_info{model=\"yolox-nano\",device=\"CPU \\\"x\\\" · f32\"} 1",
        "process_cpu_seconds_total 2.25", "process_resident_memory_bytes 1572864",
        "process_start_time_seconds 1700000000", "process_open_fds 12"})
    EXPECT_TRUE(says(line)) << line;
  EXPECT_NE(expose().find("\ntrigo_build_info{version=\""), std::string::npos);
}

TEST_F(Exposition, ShowsHowFarEachWebhookIs) {
  webhooks_ = {{.name = "door", .delivered = 17, .behind = 2},
               {.name = "till", .failures = 3, .skipped = 4, .trouble = "answered 500"}};
  for (const char* line :
       {"delivered_total{webhook=\"door\"} 17", "failures_total{webhook=\"till\"} 3",
        "skipped_total{webhook=\"till\"} 4", "behind{webhook=\"door\"} 2", "up{webhook=\"door\"} 1",
        "up{webhook=\"till\"} 0"})
    EXPECT_TRUE(says(std::string("trigo_webhook_") + line)) << line;
}

TEST_F(Exposition, EveryMetricHasHelpAndATypeEvenWithoutStreams) {
  const std::string text = expose();
  EXPECT_NE(text.find("# HELP trigo_stream_packets_total Packets read.\n"
                      "# TYPE trigo_stream_packets_total counter\n"),
            std::string::npos);
}

}  // namespace
}  // namespace trigo
