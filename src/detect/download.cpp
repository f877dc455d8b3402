#include "detect/download.hpp"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>

#include <curl/curl.h>
#include <fmt/format.h>

#include "base/readable_text.hpp"

namespace trigo {
namespace {

constexpr long connect_seconds = 15;
constexpr long stall_seconds = 30;
constexpr long stall_bytes_per_second = 1000;
constexpr long most_redirects = 5;

struct CloseCurl {
  void operator()(CURL* handle) const noexcept { curl_easy_cleanup(handle); }
};

struct CloseFile {
  void operator()(std::FILE* file) const noexcept { std::fclose(file); }
};

struct Sink {
  std::FILE* file;
  std::uintmax_t room_bytes;
};

std::size_t take(char* bytes, std::size_t size, std::size_t count, void* user) {
  auto& sink = *static_cast<Sink*>(user);
  const std::size_t length = size * count;
  if (length > sink.room_bytes) return 0;  // Makes curl give up.
  sink.room_bytes -= length;
  return std::fwrite(bytes, 1, length, sink.file);
}

}  // namespace

Result<void> download(const std::string& url, const std::filesystem::path& file,
                      std::uintmax_t limit_bytes) {
  static const CURLcode started = curl_global_init(CURL_GLOBAL_DEFAULT);
  const std::unique_ptr<CURL, CloseCurl> curl(curl_easy_init());
  if (started != CURLE_OK || !curl) return fail(ErrorKind::unavailable, "libcurl does not start");
  std::unique_ptr<std::FILE, CloseFile> output(std::fopen(file.c_str(), "wbx"));
  if (!output)
    return fail(ErrorKind::unavailable, fmt::format("{}: {}", file.string(), std::strerror(errno)));

  Sink sink{output.get(), limit_bytes};
  char reason[CURL_ERROR_SIZE] = "";
  CURL* const handle = curl.get();
  curl_easy_setopt(handle, CURLOPT_URL, url.c_str());
  curl_easy_setopt(handle, CURLOPT_PROTOCOLS_STR, "https");
  curl_easy_setopt(handle, CURLOPT_REDIR_PROTOCOLS_STR, "https");
  curl_easy_setopt(handle, CURLOPT_FOLLOWLOCATION, 1L);
  curl_easy_setopt(handle, CURLOPT_MAXREDIRS, most_redirects);
  curl_easy_setopt(handle, CURLOPT_FAILONERROR, 1L);
  curl_easy_setopt(handle, CURLOPT_CONNECTTIMEOUT, connect_seconds);
  curl_easy_setopt(handle, CURLOPT_LOW_SPEED_TIME, stall_seconds);
  curl_easy_setopt(handle, CURLOPT_LOW_SPEED_LIMIT, stall_bytes_per_second);
  curl_easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(handle, CURLOPT_USERAGENT, "trigo");
  curl_easy_setopt(handle, CURLOPT_ERRORBUFFER, reason);
  curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, take);
  curl_easy_setopt(handle, CURLOPT_WRITEDATA, &sink);

  const CURLcode code = curl_easy_perform(handle);
  if (code == CURLE_WRITE_ERROR)
    return fail(ErrorKind::unavailable,
                fmt::format("is larger than {} bytes, or the disk is full", limit_bytes));
  if (code != CURLE_OK)
    return fail(ErrorKind::unavailable,
                on_one_line(*reason != '\0' ? reason : curl_easy_strerror(code)));
  if (std::fclose(output.release()) != 0)
    return fail(ErrorKind::unavailable, fmt::format("{}: {}", file.string(), std::strerror(errno)));
  return {};
}

}  // namespace trigo
