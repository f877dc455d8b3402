#include "engine/stream_status.hpp"

#include <algorithm>
#include <utility>

namespace trigo {

std::string_view to_string(StreamState state) {
  switch (state) {
    case StreamState::connecting:
      return "connecting";
    case StreamState::running:
      return "running";
    case StreamState::stalled:
      return "stalled";
    case StreamState::waiting:
      return "waiting";
    case StreamState::ended:
      return "ended";
    case StreamState::error:
      return "error";
  }
  return "";
}

StreamStatus::StreamStatus(std::string id_, const std::string& title_, std::string shown_url_,
                           const Clock& clock, ScenePlan scene_)
    : id(std::move(id_)),
      title(title_.empty() ? id : title_),
      shown_url(std::move(shown_url_)),
      scene(std::make_shared<ScenePlan>(std::move(scene_))),
      decoded(clock),
      detected(clock),
      clock_(clock) {}

void StreamStatus::set_state(StreamState state, std::string reason) {
  std::lock_guard lock(mutex_);
  state_ = state;
  reason_ = std::move(reason);
  ever_ran_ = ever_ran_ || state == StreamState::running;
  if (state != StreamState::running) tracks_.reset();
  note_change();
}

/// Leaves out what an outage repeats: another try, another failure for the same reason.
void StreamStatus::note_change() {
  const auto same = [&](const StreamChange& change) {
    return change.state == state_ && change.reason == reason_;
  };
  if (!history_.empty()) {
    const StreamChange& last = history_.back();
    const bool tries_again =
        state_ == StreamState::connecting &&
        (last.state == StreamState::waiting || last.state == StreamState::error);
    if (tries_again || same(last)) return;
  }
  history_.push_back({to_utc_us(clock_.utc()), state_, reason_});
  if (history_.size() > most_changes) history_.pop_front();
}

std::vector<StreamChange> StreamStatus::history() const {
  std::lock_guard lock(mutex_);
  return {history_.begin(), history_.end()};
}

StreamState StreamStatus::state() const {
  std::lock_guard lock(mutex_);
  return state_;
}

std::string StreamStatus::reason() const {
  std::lock_guard lock(mutex_);
  return reason_;
}

bool StreamStatus::ever_ran() const {
  std::lock_guard lock(mutex_);
  return ever_ran_;
}

void StreamStatus::set_shape(StreamShape shape) {
  std::lock_guard lock(mutex_);
  shape_ = std::move(shape);
}

StreamShape StreamStatus::shape() const {
  std::lock_guard lock(mutex_);
  return shape_;
}

void StreamStatus::set_decode(DecodeState decode) {
  std::lock_guard lock(mutex_);
  decode_ = std::move(decode);
}

DecodeState StreamStatus::decode() const {
  std::lock_guard lock(mutex_);
  return decode_;
}

void StreamStatus::set_tracks(TrackReading tracks) {
  std::lock_guard lock(mutex_);
  if (state_ == StreamState::running) tracks_ = std::move(tracks);
}

std::optional<TrackReading> StreamStatus::tracks() const {
  std::lock_guard lock(mutex_);
  return tracks_;
}

std::optional<int> StreamStatus::people() const {
  std::lock_guard lock(mutex_);
  if (!tracks_) return std::nullopt;
  return static_cast<int>(std::count_if(tracks_->tracks.begin(), tracks_->tracks.end(), is_person));
}

void StreamStatus::set_presence(std::shared_ptr<const PresenceReading> presence) {
  std::lock_guard lock(mutex_);
  presence_ = std::move(presence);
}

std::shared_ptr<const PresenceReading> StreamStatus::presence() const {
  std::lock_guard lock(mutex_);
  return presence_;
}

}  // namespace trigo
