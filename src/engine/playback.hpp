#pragma once

#include <functional>
#include <optional>

#include "decode/decodable_input.hpp"
#include "decode/decode_plan.hpp"
#include "decode/disposable_packets.hpp"
#include "engine/stream_run.hpp"
#include "source/arrival_clock.hpp"
#include "source/media_clock.hpp"

namespace trigo {

/// One opened input of a stream, from its first packet to its last: reads, paces, decodes, offers
/// what is due. Of the stream's thread.
class Playback {
 public:
  /// `run` outlives this; its pacer and health follow this input from now on.
  Playback(StreamRun& run, DecodableInput opened);
  ~Playback();

  /// Reads one packet and deals with it. Errors: why the input is over; end_of_stream with a
  /// message if the end is no good one.
  Result<void> step(std::stop_token stop);

  /// Nothing could be decoded, of all that there was.
  bool was_in_vain() const { return pictures_ == 0 && !left_out_; }
  /// … and why.
  std::string why_in_vain();
  /// How long it was, by its own time.
  double length_s() const { return last_due_s_ + period_s(); }

 private:
  /// Where it changes, positions no longer mean the same.
  struct Sight {
    Size size;
    Rotation rotation = Rotation::none;
    bool mirrored = false;

    bool operator==(const Sight&) const = default;
  };
  static Sight sight_of(const Picture& picture);

  bool is_live() const;
  Result<void> change_format(std::stop_token stop);
  bool still_hoped_for();
  Result<void> check_health();
  Error no_picture();
  Result<void> feed(const Packet& packet, Instant arrival, std::stop_token stop);
  DecodePlan::Verdict judge(const Packet& packet, Instant arrival);
  DecodePlan::Wanted wanted(const Packet& packet, Instant arrival) const;
  void tell_decoding() const;
  Result<void> finish(const Error& why, std::stop_token stop);
  Result<void> fetch(std::stop_token stop);
  Result<void> on_picture(DecodedPicture decoded, std::stop_token stop);
  void sign_of_life();
  Result<void> begin_epoch(DecodedPicture& first);
  bool detect_due(double media_time_s);
  double period_s() const;
  std::int64_t stamp_of(std::int64_t timestamp, Instant arrival) const;

  StreamRun& run_;
  VideoInput input_;
  Decoder decoder_;
  DisposablePackets disposable_;
  DecodePlan plan_;
  std::optional<ArrivalClock> arrivals_;  // Always there, once the pacer is.
  std::function<bool()> goes_on_;         // See VideoInput::read(); empty: of a file.
  // Of the epoch; none before its first picture.
  std::optional<MediaClock> media_clock_;
  std::optional<Schedule> detect_;
  std::optional<Schedule> live_;
  double detect_period_s_ = 0;
  Sight sight_;
  Size shape_;
  std::int64_t reported_missed_ = 0;
  // Of the whole input.
  bool comes_ = false;  // Packets do, though no picture since the last one.
  std::int64_t pictures_ = 0;
  int fruitless_ = 0;      // Packets since the last picture.
  bool left_out_ = false;  // Some packets were, by choice.
  double last_due_s_ = 0;
};

}  // namespace trigo
