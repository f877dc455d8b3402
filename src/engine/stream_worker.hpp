#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <thread>

#include "batch/latest_frames.hpp"
#include "decode/decode_plan.hpp"
#include "decode/decoder.hpp"
#include "decode/disposable_packets.hpp"
#include "decode/schedule.hpp"
#include "detect/detector.hpp"
#include "engine/analysis.hpp"
#include "engine/decode_governor.hpp"
#include "engine/engine_meter.hpp"
#include "engine/stream_status.hpp"
#include "live/live_stream.hpp"
#include "source/pacer.hpp"
#include "source/source_url.hpp"
#include "source/video_input.hpp"

namespace trigo {

/// One stream to run.
struct StreamSettings {
  std::string id;             // is_stream_name()
  std::string title;          // Empty: the id.
  std::string url;            // As parse_source() takes it; may hold a password.
  std::string live_url = {};  // The same, for the large view; empty: it has none. See LargeView.
  Cadence detect = Every{4};
  Cadence live = Every{4};
  DecodeMode decode = DecodeMode::automatic;
  int priority = 1;   // 1 … 10. While time is short, twice as much gets twice the looks.
  bool loop = false;  // Of a file: play it again and again.
  // Of a file in real time: when its first packet is due. Nothing: as soon as it is open.
  std::optional<Instant> begins = {};
  // Pictures a second, whatever the stream says of itself; nothing: what it says.
  std::optional<double> picture_rate = {};
  ScenePlan scene = {};
};

/// What every worker of a pipeline has to do with. All outlive the workers.
struct WorkerSurroundings {
  Clock& clock;
  DetectorModel& model;
  LatestFrames& mailbox;
  Analysis& analysis;
  EngineMeter& meter;
  Pace file_pace;            // real_time or as_fast_as_possible
  DecodeGovernor* governor;  // Null: there is always time to decode (offline).
};

/// The thread of one stream: reads, paces, decodes, offers what is due; opens again what failed.
/// Every wait ends at once when it is destroyed.
class StreamWorker {
 public:
  static constexpr Duration max_lag = std::chrono::seconds(1);
  static constexpr std::chrono::milliseconds open_timeout{10'000};
  static constexpr Duration first_pause = std::chrono::milliseconds(500);
  static constexpr Duration longest_pause = std::chrono::seconds(30);

  StreamWorker(StreamId stream, StreamSettings settings, WorkerSurroundings surroundings,
               std::shared_ptr<StreamStatus> status, std::shared_ptr<const LiveStream> live);

  /// Asks the thread to end, without waiting for it; the destructor waits.
  void request_stop() { thread_.request_stop(); }

 private:
  struct Play;  // One opened input, from its first packet to its last.

  void run(std::stop_token stop);
  Error play(std::stop_token stop);
  Result<Play> open(std::stop_token stop);
  Result<void> step(Play& play, std::stop_token stop);
  Result<void> feed(Play& play, const Packet& packet, Instant arrival, std::stop_token stop);
  DecodePlan::Verdict judge(Play& play, const Packet& packet);
  DecodePlan::Wanted wanted(const Play& play, const Packet& packet) const;
  void tell_decoding(const Play& play);
  Result<void> finish(Play& play, const Error& why, std::stop_token stop);
  Result<void> fetch(Play& play, std::stop_token stop);
  Result<void> on_picture(Play& play, DecodedPicture decoded, std::stop_token stop);
  Result<void> begin_epoch(Play& play, DecodedPicture& first);
  bool detect_due(Play& play, double media_time_s) const;
  void note_cpu();

  const StreamId stream_;
  const StreamSettings settings_;
  const WorkerSurroundings around_;
  const std::shared_ptr<StreamStatus> status_;
  const std::shared_ptr<const LiveStream> live_;
  SourceKind kind_ = SourceKind::file;
  std::optional<Pacer> pacer_;  // Once the source is understood.
  std::int64_t epoch_ = 0;
  Instant cpu_noted_;
  std::int64_t cpu_us_ = 0;
  std::jthread thread_;
};

}  // namespace trigo
