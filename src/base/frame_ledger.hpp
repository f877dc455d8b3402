#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string_view>

namespace trigo {

/// Why a packet was never given to the decoder.
enum class Discard {
  behind,   // We read too late; skipped up to the next key frame.
  economy,  // Nobody needs its picture (`decode: reference | keyframes`).
  no_key,   // Before the first key frame of its epoch, or damaged: decoding would show garbage.
};
inline constexpr int discard_reasons = 3;
std::string_view to_string(Discard reason);

/// How an offered frame ended. Every offered frame ends in exactly one of these.
enum class FrameFate {
  detected,   // The detector answered.
  replaced,   // A newer frame of its stream took its place before a lane came.
  expired,    // It was older than `max_age` when its turn came.
  failed,     // The detector gave an error.
  cancelled,  // The stream was removed or the program stopped.
};
inline constexpr int frame_fates = 5;
std::string_view to_string(FrameFate fate);

/// Where every packet and frame of one stream went. Each reading adds up exactly:
///   packets = sum(discarded) + rejected + submitted
///   frames  = corrupt + not_due + offered
///   offered = sum(fates) + waiting + in_flight
/// `submitted` and `frames` need not be equal: a packet may hold no picture, or two.
struct LedgerReading {
  std::int64_t packets = 0;
  std::array<std::int64_t, discard_reasons> discarded{};  // By Discard.
  std::int64_t rejected = 0;                              // The decoder refused the packet.
  std::int64_t submitted = 0;
  std::int64_t frames = 0;   // Came out of the decoder.
  std::int64_t corrupt = 0;  // Damaged, and so left out; see DamagedPictures.
  std::int64_t not_due = 0;  // Decoded, but the detection schedule did not ask for it.
  std::int64_t offered = 0;
  std::array<std::int64_t, frame_fates> fates{};  // By FrameFate.
  std::int64_t waiting = 0;                       // In the mailbox.
  std::int64_t in_flight = 0;                     // With a lane.
  std::int64_t missed = 0;  // Due times that passed without a frame; outside the sums.

  std::int64_t operator[](FrameFate fate) const { return fates[static_cast<std::size_t>(fate)]; }
  std::int64_t operator[](Discard reason) const {
    return discarded[static_cast<std::size_t>(reason)];
  }
  /// Whether the three sums hold.
  bool adds_up() const;
};

class FrameLedger;

/// The obligation to say what became of one offered frame. Move-only; destroying one that was not
/// settled is a bug and aborts: no frame is lost silently.
class FrameTicket {
 public:
  FrameTicket(FrameTicket&& other) noexcept = default;
  FrameTicket& operator=(FrameTicket&& other) noexcept;
  ~FrameTicket();

  /// The frame left the mailbox for a lane.
  void take();
  /// Ends the obligation. Call once.
  void settle(FrameFate fate);

 private:
  friend class FrameLedger;
  explicit FrameTicket(std::shared_ptr<FrameLedger> ledger) : ledger_(std::move(ledger)) {}

  std::shared_ptr<FrameLedger> ledger_;  // Null once settled or moved from.
  bool taken_ = false;
};

/// The accounts of one stream. Thread-safe; one lock makes every reading exact. Held by shared_ptr,
/// because tickets outlive a removed stream.
class FrameLedger : public std::enable_shared_from_this<FrameLedger> {
 public:
  static std::shared_ptr<FrameLedger> create();

  void packet_discarded(Discard reason);
  void packet_rejected();
  void packet_submitted();
  void frame_corrupt();
  void frame_not_due();
  /// Due times that no decoded frame could take.
  void missed(std::int64_t due_times);
  /// The frame goes to the mailbox: counted as offered and waiting.
  [[nodiscard]] FrameTicket offer();

  LedgerReading read() const;

 private:
  friend class FrameTicket;
  FrameLedger() = default;

  mutable std::mutex mutex_;  // Guards counts_.
  LedgerReading counts_;
};

}  // namespace trigo
