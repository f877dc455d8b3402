#include "source/input_errors.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <fstream>

#include <fmt/format.h>

#include "base/rounding.hpp"

namespace trigo {
namespace {

constexpr auto bad = ErrorKind::invalid_argument;
constexpr auto down = ErrorKind::unavailable;

/// What libav's code means to a person; an empty message where the code says too little.
Error by_code(int code) {
  switch (code) {
    case AVERROR_HTTP_UNAUTHORIZED:
      return {down, "user or password refused (401); check them in the URL"};
    case AVERROR_HTTP_FORBIDDEN:
      return {down, "access forbidden (403); check the account's rights"};
    case AVERROR_HTTP_NOT_FOUND:
      return {down, "nothing under this path (404); check the path"};
    case AVERROR_HTTP_SERVER_ERROR:
      return {down, "the server has failed (5xx)"};
    case AVERROR(ECONNREFUSED):
      return {down, "connection refused; is it switched on, and the port right?"};
    case AVERROR(EHOSTUNREACH):
    case AVERROR(ENETUNREACH):
    case AVERROR(EADDRNOTAVAIL):
      return {down, "cannot be reached; check the address"};
    case AVERROR(ECONNRESET):
    case AVERROR(EPIPE):
      return {down, "the connection was cut"};
    case AVERROR(EPROTONOSUPPORT):
      return {down, "it does not send the way it was asked to (461); see input.transport"};
    case AVERROR(ENOMEM):
      return {bad, fmt::format("it asks for more memory at once than {} MB; is it damaged?",
                               largest_block_mb)};
    case AVERROR(EBUSY):
      return {down, "in use by another program"};
    case AVERROR(ENODEV):
    case AVERROR(ENXIO):
      return {down, "no such device; is the camera plugged in?"};
    case AVERROR(ENOENT):
      return {bad, "no such file"};
    case AVERROR(EACCES):
    case AVERROR(EPERM):
      return {bad, "no permission to read it"};
    default:
      return {down, {}};
  }
}

bool says(const std::string& complaint, std::string_view words) {
  return complaint.find(words) != std::string::npos;
}

/// libav believes a name that ends in .mp4; its first box tells.
bool begins_like_mp4(const SourceUrl& source) {
  std::array<char, 8> start{};
  std::ifstream(source.path(), std::ios::binary).read(start.data(), start.size());
  const std::string_view box(start.data() + 4, 4);
  constexpr std::array<std::string_view, 6> boxes = {"ftyp", "mdat", "free",
                                                     "skip", "wide", "styp"};
  return std::find(boxes.begin(), boxes.end(), box) != boxes.end();
}

/// The same for libav's words, where it told any.
Error by_complaint(int code, const std::string& complaint, const SourceUrl& source) {
  if (says(complaint, "max_streams"))
    return {bad, fmt::format("more tracks than {}; is it damaged? Keep the video track alone",
                             most_tracks)};
  if (says(complaint, "Failed to resolve hostname"))
    return {down, "its host name cannot be resolved; check it and the network's DNS"};
  if (says(complaint, "moov atom not found") && source.kind == SourceKind::file &&
      !begins_like_mp4(source))
    return {bad, "not a video file, whatever its name says"};
  if (says(complaint, "moov atom not found"))
    return {bad, "cut off: its index (moov) is missing, so the recording was never finished"};
  const bool cut = says(complaint, "error reading header") || says(complaint, "Truncating packet");
  if (cut && source.kind == SourceKind::file && (code == AVERROR_EOF || code == AVERROR(EIO)))
    return {bad, "cut off: its end is missing"};
  if (says(complaint, "Format not on whitelist"))
    return {bad, "no video: its format is not one that is played (playlists are not)"};
  if (says(complaint, "not on whitelist") || says(complaint, "blocked for security reasons"))
    return {bad, "it points to something else, which is not allowed: " + complaint};
  if (says(complaint, "401 Unauthorized")) return by_code(AVERROR_HTTP_UNAUTHORIZED);
  return {down, {}};
}

Error without_place(int code, const SourceUrl& source) {
  const std::string complaint = take_libav_complaint();
  Error error = by_complaint(code, complaint, source);
  if (error.message.empty()) error = by_code(code);
  if (!error.message.empty()) return error;
  const std::string words = complaint.empty()
                                ? libav_message(code)
                                : fmt::format("{} ({})", libav_message(code), complaint);
  switch (source.kind) {
    case SourceKind::file:
      if (code == AVERROR(EIO)) return {down, "cannot be read: " + words};
      return {bad, "not a video file that can be read: " + words};
    case SourceKind::http:
      if (code == AVERROR_INVALIDDATA) return {bad, "not a video that can be read: " + words};
      break;
    default:
      break;
  }
  return {down, words};
}

}  // namespace

Error timed_out(const SourceUrl& source, const Watch& watch) {
  return {ErrorKind::unavailable, fmt::format("{}: no answer within {} s", source.shown(),
                                              rounded_to(to_seconds(watch.patience()), 20))};
}

Error input_error(int code, const SourceUrl& source, const Watch& watch) {
  if (watch.stopped()) return {ErrorKind::cancelled, source.shown() + ": stopped"};
  if (code == AVERROR_EXIT || code == AVERROR(ETIMEDOUT) || watch.expired()) {
    take_libav_complaint();
    return timed_out(source, watch);
  }
  Error error = without_place(code, source);
  error.message = fmt::format("{}: {}", source.shown(), error.message);
  return error;
}

}  // namespace trigo
