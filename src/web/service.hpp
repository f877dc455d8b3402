#pragma once

#include <optional>
#include <string>

#include <nlohmann/json.hpp>

#include "base/result.hpp"
#include "base/wakes.hpp"
#include "events/event_reader.hpp"
#include "live/jpeg.hpp"
#include "live/live_stream.hpp"
#include "web/changes.hpp"

namespace trigo {

/// What the routes serve; implemented by the pipeline's owner. Thread-safe; every call is quick.
class WebService {
 public:
  virtual ~WebService() = default;

  virtual nlohmann::json stats() const = 0;
  virtual nlohmann::json streams() const = 0;  // An array.
  /// Nothing if there is no such stream.
  virtual std::optional<nlohmann::json> stream(const std::string& name) const = 0;
  /// Who was there at the last look. Nothing if there is no such stream.
  virtual std::optional<nlohmann::json> tracks(const std::string& name) const = 0;
  /// What is known of all zones and lines, or of those of one stream; nothing if there is no such
  /// stream.
  virtual std::optional<nlohmann::json> presence(std::optional<std::string> stream) const = 0;
  /// Null: nothing is kept.
  virtual EventReader* record() = 0;
  /// Woken when events were kept.
  virtual const Wakes& news() const = 0;
  /// A JPEG; nothing if it is not there (yet). Not as quick as the rest: it waits for the disk.
  virtual Result<std::optional<std::string>> snapshot(const EventRecord& event) const = 0;
  /// Null: nothing can be changed.
  virtual WebChanges* changes() = 0;
  /// Why the program does not do all that it should, for a person; empty: it does.
  virtual std::string trouble() const = 0;
  virtual std::string metrics() const = 0;  // Prometheus text, format 0.0.4.
  virtual LiveBoard& live() = 0;
  virtual JpegPool& jpegs() = 0;
  virtual int jpeg_quality() const = 0;  // For viewers who do not ask for one.
};

}  // namespace trigo
