// Durations, numbers, times of day, addresses and what stands in for the environment: what was
// accepted and written out again means the same.
#include <cmath>
#include <cstdlib>

#include <fmt/format.h>

#include "app/config_text.hpp"
#include "base/utc_text.hpp"
#include "property.hpp"
#include "web/server.hpp"

namespace trigo {
namespace {

void check_duration(std::string_view text) {
  const auto duration = parse_duration(text);
  if (!duration) return;
  TRIGO_CHECK(parse_duration(shown(*duration)) == duration);
}

void check_number(std::string_view text) {
  const auto number = parse_number(text);
  if (!number) return;
  TRIGO_CHECK(std::isfinite(*number));
  TRIGO_CHECK(parse_number(fmt::format("{}", *number)) == number);
}

void check_utc(std::string_view text) {
  const auto moment_us = parse_utc(text);
  if (!moment_us) return;
  TRIGO_CHECK(*moment_us >= 0);
  const auto again_us = parse_utc(utc_text(*moment_us));
  TRIGO_CHECK(again_us && *again_us == *moment_us - *moment_us % 1000);
}

void check_environment(std::string_view text) {
  static const bool is_set = setenv("SECRET", "xq7", 1) == 0;
  TRIGO_CHECK(is_set);
  const auto replaced = substitute_environment(text);
  if (text.find("${") == text.npos) TRIGO_CHECK(replaced && *replaced == text);
  if (!replaced && text.find("xq7") == text.npos)
    TRIGO_CHECK(replaced.error().find("xq7") == std::string::npos);
}

void check_address(std::string_view text) {
  const auto address = parse_listen_address(std::string(text));
  if (!address) return check_refusal(address.error(), text.size() + 500);
  TRIGO_CHECK(address->host == "localhost" || address->host.starts_with("127.") ||
              address->host.find(':') != std::string::npos);
}

}  // namespace
}  // namespace trigo

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const auto text = trigo::text_of(bytes, size);
  trigo::check_duration(text);
  trigo::check_number(text);
  trigo::check_utc(text);
  trigo::check_environment(text);
  trigo::check_address(text);
  if (!text.empty()) trigo::check_readable(trigo::shown(text));
  return 0;
}
