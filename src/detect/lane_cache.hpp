#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <utility>

#include "detect/lane_plan.hpp"

namespace trigo {

/// Plans that were measured before, in a JSON file. What cannot be read is as if it were not there,
/// and what cannot be written is not kept: a cache is never an error. Several programs may use one
/// file; of two that write at once, one's plan may be lost.
class LaneCache {
 public:
  static constexpr std::size_t max_plans = 64;

  explicit LaneCache(std::filesystem::path file) : file_(std::move(file)) {}

  /// trigo/lanes.json in $XDG_CACHE_HOME, else in ~/.cache. Nothing if neither is set.
  static std::optional<LaneCache> usual();

  /// Its origin is `cached`.
  std::optional<LanePlan> find(const std::string& key) const;
  /// Whole or not at all.
  void keep(const std::string& key, const LanePlan& plan) const;

 private:
  std::filesystem::path file_;
};

}  // namespace trigo
