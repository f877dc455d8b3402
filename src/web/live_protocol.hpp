#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "live/jpeg.hpp"

namespace trigo {

/// What a client of the live WebSocket says; docs/reference/live.md.
struct LiveWish {
  std::string stream;
  JpegOptions options;
  View view = View::wall;
};

struct LiveAck {
  std::string stream;
  std::int64_t epoch = 0;
  std::int64_t sequence = 0;
};

struct LiveMessage {
  std::optional<std::vector<LiveWish>> watch;  // Replaces the whole set.
  std::optional<LiveAck> ack;
};

/// `quality`: for wishes without one. Errors: invalid_argument.
Result<LiveMessage> parse_live_message(std::string_view text, int quality);

/// What comes before the JPEG in a binary message: the header's length in four bytes, the lowest
/// first, and the header. Boxes and tracks are in picture pixels; age is counted up to `now`.
std::string live_header(const std::string& stream, const LivePicture& picture, Size jpeg,
                        Instant now);

std::string live_error(const std::string& stream, const std::string& detail);
std::string live_closed(const std::string& stream);

}  // namespace trigo
