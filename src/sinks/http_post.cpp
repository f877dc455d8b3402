#include "sinks/http_post.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include <curl/curl.h>
#include <fmt/format.h>

#include "base/check.hpp"
#include "base/log.hpp"
#include "base/readable_text.hpp"

namespace trigo {
namespace {

template <auto free_function>
struct Free {
  template <typename T>
  void operator()(T* object) const noexcept {
    free_function(object);
  }
};

using EasyHandle = std::unique_ptr<CURL, Free<curl_easy_cleanup>>;
using MultiHandle = std::unique_ptr<CURLM, Free<curl_multi_cleanup>>;
using UrlHandle = std::unique_ptr<CURLU, Free<curl_url_cleanup>>;
using Text = std::unique_ptr<char, Free<curl_free>>;
using Lines = std::unique_ptr<curl_slist, Free<curl_slist_free_all>>;

constexpr int poll_ms = 1000;  // For curl's own clocks; its sockets and a stop end it sooner.

std::size_t pass_over(char*, std::size_t size, std::size_t count, void*) {
  return size * count;
}

/// What the target answered needs no more room than its status.
void configure(CURL* handle, const HttpPostSettings& settings) {
  curl_easy_setopt(handle, CURLOPT_URL, settings.url.c_str());
  curl_easy_setopt(handle, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(handle, CURLOPT_FOLLOWLOCATION, 0L);
  curl_easy_setopt(handle, CURLOPT_TIMEOUT_MS, static_cast<long>(settings.timeout.count()));
  // A thread that still looks up a name is left alone: waiting for it would hold up the stop.
  curl_easy_setopt(handle, CURLOPT_QUICK_EXIT, 1L);
  curl_easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(handle, CURLOPT_USERAGENT, "trigo");
  curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, pass_over);
  if (!settings.ca_file.empty()) curl_easy_setopt(handle, CURLOPT_CAINFO, settings.ca_file.c_str());
}

Text part_of(CURLU* url, CURLUPart part) {
  char* text = nullptr;
  curl_url_get(url, part, &text, 0);
  return Text(text);
}

/// Whether what libcurl takes for the host, and what follows, may be the rest of a password.
bool may_hold_half_a_password(std::string_view url) {
  const auto scheme_end = url.find("://");
  if (scheme_end != url.npos) url.remove_prefix(scheme_end + 3);
  const auto authority_end = std::min(url.find_first_of("/?#"), url.size());
  return url.substr(0, authority_end).find('@') != url.npos &&
         url.substr(authority_end).find('@') != url.npos;
}

}  // namespace

Result<std::string> shown_http_url(const std::string& url) {
  const UrlHandle parsed(curl_url());
  TRIGO_CHECK(parsed);
  const CURLUcode code =
      curl_url_set(parsed.get(), CURLUPART_URL, url.c_str(), CURLU_NON_SUPPORT_SCHEME);
  if (code != CURLUE_OK)
    return fail(ErrorKind::invalid_argument, fmt::format("is no URL: {}", curl_url_strerror(code)));
  const Text scheme = part_of(parsed.get(), CURLUPART_SCHEME);
  const std::string_view name = scheme ? scheme.get() : "";
  if (name != "http" && name != "https")
    return fail(ErrorKind::invalid_argument, "begins with neither http:// nor https://");
  if (may_hold_half_a_password(url))
    return fail(ErrorKind::invalid_argument,
                "has an '@' behind user and host; write %40 for it, and in a password %2F for '/', "
                "%3F for '?' and %23 for '#'");
  for (const CURLUPart part :
       {CURLUPART_USER, CURLUPART_PASSWORD, CURLUPART_OPTIONS, CURLUPART_QUERY, CURLUPART_FRAGMENT})
    curl_url_set(parsed.get(), part, nullptr, 0);
  const Text shown = part_of(parsed.get(), CURLUPART_URL);
  if (!shown) return fail(ErrorKind::invalid_argument, "is no URL: it names no host");
  return without_passwords(shown.get());
}

struct HttpPost::State {
  explicit State(HttpPostSettings with)
      : settings(std::move(with)), multi(curl_multi_init()), easy(curl_easy_init()) {}

  Result<void> transfer(std::stop_token stop);

  const HttpPostSettings settings;
  MultiHandle multi;  // Holds the connection.
  EasyHandle easy;
};

HttpPost::HttpPost(HttpPostSettings settings) {
  static const CURLcode started = curl_global_init(CURL_GLOBAL_DEFAULT);
  state_ = std::make_unique<State>(std::move(settings));
  TRIGO_CHECK(started == CURLE_OK && state_->multi && state_->easy);
  configure(state_->easy.get(), state_->settings);
}

HttpPost::HttpPost(HttpPost&&) noexcept = default;
HttpPost::~HttpPost() = default;

Result<void> HttpPost::State::transfer(std::stop_token stop) {
  std::array<char, CURL_ERROR_SIZE> reason{};
  curl_easy_setopt(easy.get(), CURLOPT_ERRORBUFFER, reason.data());
  curl_multi_add_handle(multi.get(), easy.get());
  int running = 1;
  CURLMcode state = CURLM_OK;
  {
    const std::stop_callback wake(stop, [this] { curl_multi_wakeup(multi.get()); });
    while (running > 0 && state == CURLM_OK && !stop.stop_requested()) {
      state = curl_multi_perform(multi.get(), &running);
      if (running > 0 && state == CURLM_OK)
        state = curl_multi_poll(multi.get(), nullptr, 0, poll_ms, nullptr);
    }
  }
  CURLcode code = CURLE_ABORTED_BY_CALLBACK;
  int left = 0;
  while (const CURLMsg* message = curl_multi_info_read(multi.get(), &left))
    if (message->msg == CURLMSG_DONE) code = message->data.result;
  curl_multi_remove_handle(multi.get(), easy.get());
  curl_easy_setopt(easy.get(), CURLOPT_ERRORBUFFER, nullptr);
  if (running > 0 && stop.stop_requested()) return fail(ErrorKind::cancelled, "stopped");
  if (state != CURLM_OK) return fail(ErrorKind::unavailable, curl_multi_strerror(state));
  if (code == CURLE_OPERATION_TIMEDOUT)
    return fail(ErrorKind::unavailable,
                fmt::format("no answer within {:g} s", to_seconds(settings.timeout)));
  // What curl adds to this one differs from try to try.
  if (code == CURLE_COULDNT_CONNECT) return fail(ErrorKind::unavailable, curl_easy_strerror(code));
  if (code != CURLE_OK)
    return fail(ErrorKind::unavailable,
                on_one_line(reason.front() != '\0' ? reason.data() : curl_easy_strerror(code)));
  return {};
}

Result<HttpAnswer> HttpPost::post(const std::string& body, std::span<const std::string> headers,
                                  std::stop_token stop) {
  CURL* const handle = state_->easy.get();
  Lines lines;
  for (const std::string& header : headers) {
    curl_slist* const longer = curl_slist_append(lines.get(), header.c_str());
    TRIGO_CHECK(longer != nullptr);
    static_cast<void>(lines.release());  // It is the head of the longer one.
    lines.reset(longer);
  }
  curl_easy_setopt(handle, CURLOPT_HTTPHEADER, lines.get());
  curl_easy_setopt(handle, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(body.size()));
  curl_easy_setopt(handle, CURLOPT_POSTFIELDS, body.c_str());
  auto done = state_->transfer(std::move(stop));
  long status = 0;
  curl_off_t retry_after_s = 0;
  curl_easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &status);
  curl_easy_getinfo(handle, CURLINFO_RETRY_AFTER, &retry_after_s);
  curl_easy_setopt(handle, CURLOPT_HTTPHEADER, nullptr);
  curl_easy_setopt(handle, CURLOPT_POSTFIELDS, "");
  if (!done) return pass_on(done);
  constexpr curl_off_t most_s = 86'400;
  return HttpAnswer{static_cast<int>(status),
                    std::chrono::seconds(std::clamp<curl_off_t>(retry_after_s, 0, most_s))};
}

}  // namespace trigo
