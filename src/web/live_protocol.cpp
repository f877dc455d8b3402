#include "web/live_protocol.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/rounding.hpp"
#include "web/picture_limits.hpp"
#include "web/presence_json.hpp"
#include "web/track_json.hpp"

namespace trigo {
namespace {

using nlohmann::json;

constexpr int protocol_version = 1;

Failure refuse(std::string why) {
  return fail(ErrorKind::invalid_argument, std::move(why));
}

std::string dump(const json& value) {
  return value.dump(-1, ' ', false, json::error_handler_t::replace);
}

/// A whole number in a range; `fallback` where there is none.
Result<std::int64_t> whole(const json& object, const char* key, std::int64_t smallest,
                           std::int64_t largest, std::int64_t fallback) {
  const auto found = object.find(key);
  if (found == object.end()) return fallback;
  const bool fits = found->is_number_integer() && *found >= smallest && *found <= largest;
  if (!fits)
    return refuse(fmt::format("{}: it is a whole number from {} to {}", key, smallest, largest));
  return found->get<std::int64_t>();
}

Result<std::string> stream_of(const json& object) {
  const auto found = object.is_object() ? object.find("stream") : object.end();
  if (!object.is_object() || found == object.end() || !found->is_string())
    return refuse(R"(each wish and each ack names its "stream")");
  return found->get<std::string>();
}

Result<View> view_of(const json& object) {
  const auto found = object.find("view");
  if (found == object.end()) return View::wall;
  const auto view = found->is_string() ? view_named(found->get<std::string>()) : std::nullopt;
  if (!view) return refuse(R"(view: it is "wall" or "large")");
  return *view;
}

Result<LiveWish> parse_wish(const json& object, int fallback_quality) {
  auto stream = stream_of(object);
  if (!stream) return pass_on(stream);
  auto width = whole(object, "width", narrowest_picture, widest_picture, 0);
  if (!width) return pass_on(width);
  auto quality = whole(object, "quality", 1, 100, fallback_quality);
  if (!quality) return pass_on(quality);
  auto view = view_of(object);
  if (!view) return pass_on(view);
  return LiveWish{
      std::move(*stream), {static_cast<int>(*width), static_cast<int>(*quality), false}, *view};
}

Result<LiveAck> parse_ack(const json& object) {
  constexpr auto largest = std::numeric_limits<std::int64_t>::max();
  auto stream = stream_of(object);
  if (!stream) return pass_on(stream);
  auto epoch = whole(object, "epoch", 0, largest, 0);
  if (!epoch) return pass_on(epoch);
  auto sequence = whole(object, "seq", 0, largest, 0);
  if (!sequence) return pass_on(sequence);
  return LiveAck{std::move(*stream), *epoch, *sequence};
}

json boxes_of(const Detections& detections) {
  json boxes = json::array();
  for (const Detection& detection : detections) {
    const Box& box = detection.box;
    boxes.push_back({{"x", rounded_to(box.left, 10)},
                     {"y", rounded_to(box.top, 10)},
                     {"w", rounded_to(box.width(), 10)},
                     {"h", rounded_to(box.height(), 10)},
                     {"score", rounded_to(detection.score, 1000)},
                     {"class", detection.class_id}});
  }
  return boxes;
}

}  // namespace

Result<LiveMessage> parse_live_message(std::string_view text, int quality) {
  const json said = json::parse(text, nullptr, false);
  if (said.is_discarded() || !said.is_object()) return refuse("a message is one JSON object");
  LiveMessage message;
  if (const auto watch = said.find("watch"); watch != said.end()) {
    if (!watch->is_array()) return refuse(R"("watch" is a list of {"stream", "width", "quality"})");
    auto& wishes = message.watch.emplace();
    for (const json& object : *watch) {
      auto wish = parse_wish(object, quality);
      if (!wish) return pass_on(wish);
      wishes.push_back(std::move(*wish));
    }
  }
  if (const auto ack = said.find("ack"); ack != said.end()) {
    auto parsed = parse_ack(*ack);
    if (!parsed) return pass_on(parsed);
    message.ack = std::move(*parsed);
  }
  if (!message.watch && !message.ack) return refuse(R"(a message holds "watch" or "ack")");
  return message;
}

std::string live_header(const std::string& stream, const LivePicture& picture, Size jpeg,
                        Instant now) {
  const Frame& frame = picture.frame;
  const Size size = frame.picture.size();
  const json header = {{"v", protocol_version},
                       {"stream", stream},
                       {"view", to_string(picture.view)},
                       {"sync", picture.view == View::large ? "approximate" : "exact"},
                       {"epoch", frame.epoch},
                       {"seq", frame.sequence},
                       {"media_time", rounded_to(frame.media_time_s, 1000)},
                       {"width", jpeg.width},
                       {"height", jpeg.height},
                       {"picture", {{"width", size.width}, {"height", size.height}}},
                       {"detected", picture.detected},
                       {"age_ms", rounded_to(to_seconds(now - frame.arrival) * 1000, 10)},
                       {"boxes", boxes_of(picture.boxes)},
                       {"tracks", track_json(picture.tracks)},
                       {"presence", presence_json(*picture.presence)}};
  const std::string text = dump(header);
  std::string bytes;
  for (int shift = 0; shift < 32; shift += 8)
    bytes.push_back(static_cast<char>((text.size() >> shift) & 0xff));
  return bytes + text;
}

std::string live_error(const std::string& stream, const std::string& detail) {
  json error = {{"detail", detail}};
  if (!stream.empty()) error["stream"] = stream;
  return dump({{"error", std::move(error)}});
}

std::string live_closed(const std::string& stream) {
  return dump({{"closed", {{"stream", stream}}}});
}

}  // namespace trigo
