#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "bench/figures.hpp"
#include "live/live_stream.hpp"

namespace trigo {

enum class ViewerKind { websocket, mjpeg };

struct ViewerPlan {
  int per_stream = 0;
  ViewerKind kind = ViewerKind::websocket;
  int width = 640;  // Pixels that they ask for; 16 … 8192
};

/// Viewers of a server on this machine: real connections over the loopback, each watching one
/// stream, all on one thread ("viewers"). They take what they are sent at once. Thread-safe.
class Viewers {
 public:
  /// Connects them. `url`: of the server, "http://127.0.0.1:PORT/". `live` has every one of
  /// `streams`. `live` and `clock` outlive this; the pipeline's analysis has ended before this
  /// does.
  Viewers(const ViewerPlan& plan, const std::string& url, const std::vector<std::string>& streams,
          const LiveBoard& live, const Clock& clock);
  ~Viewers();  // Hangs up.
  Viewers(const Viewers&) = delete;
  Viewers& operator=(const Viewers&) = delete;

  /// What comes before and after is not counted.
  void record(bool on);
  ViewerFigures figures() const;
  /// Why one of them has lost its connection, if one has.
  std::optional<std::string> failure() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace trigo
