#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "base/wakes.hpp"
#include "detect/detection.hpp"
#include "media/frame.hpp"
#include "presence/presence.hpp"
#include "presence/scene_plan.hpp"
#include "track/track.hpp"

namespace trigo {

/// Which of a camera's streams a picture is of.
enum class View {
  wall,   // The one that is detected in.
  large,  // StreamSettings::live_url. Boxes and tracks are those of the wall's picture that came
          // nearest in time.
};
std::string_view to_string(View view);  // "wall", "large"
/// Nothing: no view is called so.
std::optional<View> view_named(std::string_view name);

/// One picture as viewers see it: never a picture without the tracks that belong to it.
struct LivePicture {
  Frame frame;
  View view = View::wall;
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
  /// `on_watch`: called by subscribe(), on its thread; must be quick. For a stream that is opened
  /// when somebody looks.
  static std::shared_ptr<LiveStream> create(std::string name, std::function<void()> on_watch = {});

  const std::string& name() const { return name_; }
  bool opens_when_watched() const { return on_watch_ != nullptr; }

  /// Replaces the newest picture and wakes the subscribers, without a lock held. Null: there is
  /// none any more.
  void publish(std::shared_ptr<const LivePicture> picture);
  /// The stream is gone: subscribers are woken a last time.
  void close();

  /// Null before the first picture.
  std::shared_ptr<const LivePicture> newest() const;
  bool closed() const;

  /// Woken after each publish and at close, by the publishing thread; reads newest() itself.
  Wakes::Subscription subscribe(Wakes::Wake wake);
  /// How many watch now.
  int watchers() const { return wakes_.count(); }

 private:
  LiveStream(std::string name, std::function<void()> on_watch)
      : name_(std::move(name)), on_watch_(std::move(on_watch)) {}

  const std::string name_;
  const std::function<void()> on_watch_;  // Empty: nobody has to know.
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
  /// What the stream of that name, which must be there, looks like large.
  void add_large(std::shared_ptr<LiveStream> large);
  /// Closes it, too.
  void remove(const std::string& name);
  /// Null if there is none of that name. One without a large view gives the wall's.
  std::shared_ptr<LiveStream> find(const std::string& name, View view = View::wall) const;

 private:
  struct Views {
    std::shared_ptr<LiveStream> wall;
    std::shared_ptr<LiveStream> large;  // Null: it has none.
  };
  static void close(const Views& views);

  mutable std::mutex mutex_;  // Guards streams_.
  std::map<std::string, Views> streams_;
};

}  // namespace trigo
