#include "media/handles.hpp"

#include <algorithm>
#include <array>
#include <cstdarg>
#include <cstdio>
#include <mutex>
#include <string_view>
#include <utility>

#include "base/log.hpp"
#include "base/readable_text.hpp"

namespace trigo {
namespace {

std::string& complaint() {
  thread_local std::string text;
  return text;
}

bool& gap() {
  thread_local bool told = false;
  return told;
}

/// Of libavcodec's H.264 and HEVC; the first is told to those who debug only.
bool tells_of_gap(std::string_view format) {
  constexpr std::array<std::string_view, 4> words = {"Frame num gap", "Missing reference picture",
                                                     "reference picture missing during reorder",
                                                     "Could not find ref with POC"};
  return std::any_of(words.begin(), words.end(),
                     [format](std::string_view begin) { return format.starts_with(begin); });
}

void keep_complaint(void*, int level, const char* format, va_list arguments) {
  if (tells_of_gap(format)) gap() = true;
  if (level > AV_LOG_ERROR || !complaint().empty()) return;
  std::array<char, 512> line{};
  std::vsnprintf(line.data(), line.size(), format, arguments);
  std::string text(line.data());
  text.erase(text.find_last_not_of(" \r\n") + 1);
  if (!text.empty()) complaint() = std::move(text);
}

}  // namespace

std::string libav_message(int code) {
  std::array<char, AV_ERROR_MAX_STRING_SIZE> text{};
  av_strerror(code, text.data(), text.size());
  return text.data();
}

void quiet_libav() {
  static std::once_flag once;
  std::call_once(once, [] { av_log_set_callback(keep_complaint); });
}

bool take_libav_gap() {
  return std::exchange(gap(), false);
}

std::string take_libav_complaint() {
  return on_one_line(without_passwords(std::exchange(complaint(), {})));
}

}  // namespace trigo
