#include "report/figures_json.hpp"

#include <cmath>
#include <string>
#include <utility>

namespace trigo {

using nlohmann::json;

json rounded(std::optional<double> value) {
  if (!value) return nullptr;
  return std::round(*value * 100) / 100;
}

json ledger_json(const LedgerReading& ledger) {
  json discarded = json::object();
  for (int i = 0; i < discard_reasons; ++i) {
    const auto reason = static_cast<Discard>(i);
    discarded[std::string(to_string(reason))] = ledger[reason];
  }
  json sums = {{"packets", ledger.packets},        {"discarded", std::move(discarded)},
               {"rejected", ledger.rejected},      {"submitted", ledger.submitted},
               {"frames", ledger.frames},          {"corrupt", ledger.corrupt},
               {"not_due", ledger.not_due},        {"offered", ledger.offered},
               {"missed_due_times", ledger.missed}};
  for (int i = 0; i < frame_fates; ++i) {
    const auto fate = static_cast<FrameFate>(i);
    sums[std::string(to_string(fate))] = ledger[fate];
  }
  return sums;
}

}  // namespace trigo
