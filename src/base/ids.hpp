#pragma once

#include <compare>
#include <cstdint>
#include <string_view>

namespace trigo {

/// Names one stream of a pipeline for as long as it runs. The place of a removed stream is used
/// again under a new generation, so a late result of the old one is never taken for the new one's.
struct StreamId {
  std::uint32_t slot = 0;
  std::uint32_t generation = 0;

  auto operator<=>(const StreamId&) const = default;
};

/// Whether `name` can be a stream's public id: 1 to 64 of a-z, 0-9, '_' and '-'.
bool is_stream_name(std::string_view name);

}  // namespace trigo
