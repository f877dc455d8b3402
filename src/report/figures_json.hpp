#pragma once

#include <optional>

#include <nlohmann/json.hpp>

#include "base/frame_ledger.hpp"

namespace trigo {

/// To two places, for people: numbers with 15 digits help nobody. Null for nothing.
nlohmann::json rounded(std::optional<double> value);

/// Every line of a ledger that only grows: all but what is waiting and in flight.
nlohmann::json ledger_json(const LedgerReading& ledger);

}  // namespace trigo
