#include "detect/lane_cache.hpp"

#include <cmath>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <system_error>

#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <spdlog/spdlog.h>
#include <unistd.h>

#include "detect/cache_folder.hpp"

namespace trigo {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

/// What the file holds; an empty object if it cannot be understood.
json read(const fs::path& file) {
  std::ifstream text(file, std::ios::binary);
  if (!text) return json::object();  // The first start.
  auto content = json::parse(text, nullptr, false);
  if (content.is_object()) return content;
  spdlog::warn("{} is damaged and will be written anew", file.string());
  return json::object();
}

json to_json(const LanePlan& plan) {
  json candidates = json::array();
  for (const LaneCandidate& candidate : plan.candidates)
    candidates.push_back({{"lanes", candidate.lanes},
                          {"batch", candidate.batch},
                          {"images_per_s", candidate.images_per_s},
                          {"latency_ms", candidate.latency_ms}});
  return {{"lanes", plan.lanes},
          {"batch", plan.batch},
          {"wait_s", to_seconds(plan.wait)},
          {"candidates", std::move(candidates)}};
}

int number(const json& object, const char* name, int largest) {
  const int value = object.at(name).get<int>();
  if (value < 1 || value > largest) throw std::out_of_range(name);
  return value;
}

double quantity(const json& object, const char* name, double largest) {
  const auto value = object.at(name).get<double>();
  if (!(value >= 0 && value <= largest)) throw std::out_of_range(name);
  return value;
}

/// Throws what json throws, and out_of_range.
LanePlan to_plan(const json& object) {
  LanePlan plan{.lanes = number(object, "lanes", LanePlan::max_lanes),
                .batch = number(object, "batch", LanePlan::max_batch),
                .wait = from_seconds(quantity(object, "wait_s", to_seconds(LanePlan::max_wait))),
                .origin = PlanOrigin::cached};
  for (const json& candidate : object.at("candidates"))
    plan.candidates.push_back({number(candidate, "lanes", LanePlan::max_lanes),
                               number(candidate, "batch", LanePlan::max_batch),
                               quantity(candidate, "images_per_s", 1e9),
                               quantity(candidate, "latency_ms", 1e9)});
  return plan;
}

}  // namespace

std::optional<LaneCache> LaneCache::usual() {
  const auto folder = cache_folder();
  if (!folder) return std::nullopt;
  return LaneCache(*folder / "lanes.json");
}

std::optional<LanePlan> LaneCache::find(const std::string& key) const {
  const json plans = read(file_);
  const auto found = plans.find(key);
  if (found == plans.end()) return std::nullopt;
  try {
    return to_plan(*found);
  } catch (const std::exception& error) {
    spdlog::warn("{}: a plan in it is damaged ({}); measuring anew", file_.string(), error.what());
    return std::nullopt;
  }
}

void LaneCache::keep(const std::string& key, const LanePlan& plan) const {
  json plans = read(file_);
  if (plans.size() >= max_plans) plans.clear();  // Years of versions; all can be measured again.
  plans[key] = to_json(plan);
  auto unfinished = file_;
  unfinished += fmt::format(".{}.part", getpid());
  std::error_code error;
  fs::create_directories(file_.parent_path(), error);
  {
    std::ofstream text(unfinished, std::ios::binary);
    text << plans.dump(1, ' ', false, json::error_handler_t::replace) << '\n';
    if (!text.flush()) error = std::make_error_code(std::errc::io_error);
  }
  if (!error) fs::rename(unfinished, file_, error);
  if (!error) return;
  spdlog::warn("{} cannot be written ({}): the lanes are measured again at the next start",
               file_.string(), error.message());
  fs::remove(unfinished, error);
}

}  // namespace trigo
