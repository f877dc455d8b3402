#include "base/frame_ledger.hpp"

#include <numeric>
#include <utility>

#include "base/check.hpp"

namespace trigo {

std::string_view to_string(Discard reason) {
  switch (reason) {
    case Discard::behind:
      return "behind";
    case Discard::economy:
      return "economy";
    case Discard::no_key:
      return "no_key";
  }
  return "";
}

std::string_view to_string(FrameFate fate) {
  switch (fate) {
    case FrameFate::detected:
      return "detected";
    case FrameFate::replaced:
      return "replaced";
    case FrameFate::expired:
      return "expired";
    case FrameFate::failed:
      return "failed";
    case FrameFate::cancelled:
      return "cancelled";
  }
  return "";
}

bool LedgerReading::adds_up() const {
  const auto sum = [](const auto& parts) {
    return std::accumulate(parts.begin(), parts.end(), std::int64_t{0});
  };
  return packets == sum(discarded) + rejected + submitted &&
         frames == corrupt + not_due + offered && offered == sum(fates) + waiting + in_flight;
}

FrameTicket& FrameTicket::operator=(FrameTicket&& other) noexcept {
  TRIGO_CHECK(!ledger_);
  ledger_ = std::move(other.ledger_);
  taken_ = other.taken_;
  return *this;
}

FrameTicket::~FrameTicket() {
  TRIGO_CHECK(!ledger_);
}

void FrameTicket::take() {
  TRIGO_CHECK(ledger_ && !taken_);
  taken_ = true;
  std::lock_guard lock(ledger_->mutex_);
  --ledger_->counts_.waiting;
  ++ledger_->counts_.in_flight;
}

void FrameTicket::settle(FrameFate fate) {
  TRIGO_CHECK(ledger_);
  const auto ledger = std::exchange(ledger_, nullptr);
  std::lock_guard lock(ledger->mutex_);
  --(taken_ ? ledger->counts_.in_flight : ledger->counts_.waiting);
  ++ledger->counts_.fates[static_cast<std::size_t>(fate)];
}

std::shared_ptr<FrameLedger> FrameLedger::create() {
  struct Open : FrameLedger {};  // make_shared needs a public constructor.
  return std::make_shared<Open>();
}

void FrameLedger::packet_discarded(Discard reason) {
  std::lock_guard lock(mutex_);
  ++counts_.packets;
  ++counts_.discarded[static_cast<std::size_t>(reason)];
}

void FrameLedger::packet_rejected() {
  std::lock_guard lock(mutex_);
  ++counts_.packets;
  ++counts_.rejected;
}

void FrameLedger::packet_submitted() {
  std::lock_guard lock(mutex_);
  ++counts_.packets;
  ++counts_.submitted;
}

void FrameLedger::frame_corrupt() {
  std::lock_guard lock(mutex_);
  ++counts_.frames;
  ++counts_.corrupt;
}

void FrameLedger::frame_not_due() {
  std::lock_guard lock(mutex_);
  ++counts_.frames;
  ++counts_.not_due;
}

void FrameLedger::missed(std::int64_t due_times) {
  std::lock_guard lock(mutex_);
  counts_.missed += due_times;
}

FrameTicket FrameLedger::offer() {
  std::lock_guard lock(mutex_);
  ++counts_.frames;
  ++counts_.offered;
  ++counts_.waiting;
  return FrameTicket(shared_from_this());
}

LedgerReading FrameLedger::read() const {
  std::lock_guard lock(mutex_);
  return counts_;
}

}  // namespace trigo
