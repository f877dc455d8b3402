#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "base/wakes.hpp"
#include "detect/detection.hpp"
#include "media/frame.hpp"
#include "presence/presence.hpp"
#include "presence/scene_plan.hpp"
#include "track/track.hpp"

namespace trigo {

/// One picture as viewers see it: never a picture without the tracks that belong to it.
struct LivePicture {
  Frame frame;
  bool detected = true;  // Somebody was looked for in exactly this picture.
  Detections boxes;      // What was found in it, at or above the reporting threshold.
  Tracks tracks;         // As of this picture: seen in it, or predicted.
  // Never null; what is known of `scene` as of the last look.
  std::shared_ptr<const ScenePlan> scene = std::make_shared<ScenePlan>();
  std::shared_ptr<const PresenceReading> presence = std::make_shared<PresenceReading>();
};

/// The newest published picture of one stream, and those who wait for the next. Thread-safe. Held
/// by shared_ptr: a viewer may outlive the stream.
class LiveStream {
 public:
  static std::shared_ptr<LiveStream> create(std::string name);

  const std::string& name() const { return name_; }

  /// Replaces the newest picture and wakes the subscribers, without a lock held.
  void publish(std::shared_ptr<const LivePicture> picture);
  /// The stream is gone: subscribers are woken a last time.
  void close();

  /// Null before the first picture.
  std::shared_ptr<const LivePicture> newest() const;
  bool closed() const;

  /// Woken after each publish and at close, by the publishing thread; reads newest() itself.
  Wakes::Subscription subscribe(Wakes::Wake wake) { return wakes_.subscribe(std::move(wake)); }
  /// How many watch now.
  int watchers() const { return wakes_.count(); }

 private:
  explicit LiveStream(std::string name) : name_(std::move(name)) {}

  const std::string name_;
  const Wakes wakes_;
  mutable std::mutex mutex_;  // Guards everything below.
  std::shared_ptr<const LivePicture> newest_;
  bool closed_ = false;
};

/// The live streams by name. Thread-safe.
class LiveBoard {
 public:
  /// One that has this name already is closed and replaced.
  std::shared_ptr<LiveStream> add(const std::string& name);
  /// Closes it, too.
  void remove(const std::string& name);
  /// Null if there is none of that name.
  std::shared_ptr<LiveStream> find(const std::string& name) const;

 private:
  mutable std::mutex mutex_;  // Guards streams_.
  std::map<std::string, std::shared_ptr<LiveStream>> streams_;
};

}  // namespace trigo
