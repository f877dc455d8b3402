#pragma once

#include <cstdint>
#include <memory>
#include <optional>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "decode/damage_trail.hpp"
#include "media/packet.hpp"
#include "media/picture.hpp"
#include "source/input_settings.hpp"

namespace trigo {

/// What came out of the decoder, in order of presentation.
struct DecodedPicture {
  Picture picture;
  std::int64_t timestamp = 0;  // In VideoFormat::time_base, or libav's NOPTS.
  Instant arrival;             // That of the packet which holds it.
  Damage damage = Damage::none;
};

/// Whether a picture with this damage is one to look at.
bool is_sound(Damage damage, DamagedPictures policy);

/// Decodes one video stream, single-threaded, into upright pictures. Thread-bound.
class Decoder {
 public:
  /// Pictures larger than `largest`, see InputSettings::max_picture, are refused. Errors:
  /// invalid_argument if no decoder knows the codec or it refuses the parameters.
  static Result<Decoder> open(const VideoFormat& format,
                              Size largest = InputSettings{}.max_picture);

  Decoder(Decoder&&) noexcept;
  Decoder& operator=(Decoder&&) noexcept;
  ~Decoder();

  /// Forgets the pictures that packets so far refer to: what follows begins with a key frame. Ones
  /// that were not fetched are lost.
  void restart();
  /// Whether edges of blocks are smoothed (on at first). Without it decoding is faster and pictures
  /// are rougher, more so the longer the last key frame is ago. Takes effect with the next packet.
  void set_loop_filter(bool on);

  /// Gives it a packet that arrived (see Frame::arrival) at `arrival`. Fetch every picture with
  /// next() before the next submit. False: the decoder refused the packet as damaged.
  bool submit(const Packet& packet, Instant arrival);
  /// No packet follows for now: next() gives what is still inside. A later submit() restarts.
  void finish();
  /// The next finished picture, or nothing until more is submitted.
  std::optional<DecodedPicture> next();
  /// libav's words for the first packet of late that it refused, if there was one. Uses them up.
  std::string take_complaint();

 private:
  struct State;
  explicit Decoder(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace trigo
