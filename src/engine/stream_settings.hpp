#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "batch/latest_frames.hpp"
#include "decode/decode_plan.hpp"
#include "decode/schedule.hpp"
#include "detect/detector.hpp"
#include "engine/analysis.hpp"
#include "engine/decode_governor.hpp"
#include "engine/engine_meter.hpp"
#include "source/input_settings.hpp"
#include "source/pacer.hpp"

namespace trigo {

/// One stream to run.
struct StreamSettings {
  std::string id;             // is_stream_name()
  std::string title;          // Empty: the id.
  std::string url;            // As parse_source() takes it; may hold a password.
  std::string live_url = {};  // The same, for the large view; empty: it has none. See LargeView.
  InputSettings input = {};
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

/// A stream was lost, or is back. Between the two nothing is told, however often it was tried. Its
/// first pictures of all are told of as well: it may have been lost when an earlier program ended.
struct Incident {
  std::string stream;  // Its id.
  bool restored = false;
  std::string reason;         // Why it was lost; empty when it is back.
  std::int64_t utc_us = 0;    // Now.
  std::int64_t since_us = 0;  // When it was lost.
  std::int64_t epoch = 0;     // The last one before, or the first one after.
};

/// Called on the thread of the stream. Must be quick.
using OnIncident = std::function<void(const Incident&)>;

/// What every worker of a pipeline has to do with. All outlive the workers.
struct WorkerSurroundings {
  Clock& clock;
  DetectorModel& model;
  LatestFrames& mailbox;
  Analysis& analysis;
  EngineMeter& meter;
  Pace file_pace;                 // real_time or as_fast_as_possible
  DecodeGovernor* governor;       // Null: there is always time to decode (offline).
  const OnIncident& on_incident;  // May be empty.
};

}  // namespace trigo
