#include "app/progress_bar.hpp"

#include <algorithm>
#include <cstdio>
#include <string>

#include <fmt/format.h>

namespace trigo {

void ProgressBar::show(std::int64_t done, std::int64_t total) {
  const Instant now = clock_.now();
  if (!visible_ || now - drawn_ < std::chrono::milliseconds(200)) return;
  drawn_ = now;
  const double per_second = static_cast<double>(done) / std::max(to_seconds(now - start_), 1e-3);
  if (total <= 0 || per_second <= 0) {
    fmt::print(stderr, "\r\033[K{} pictures, {:.0f}/s", done, per_second);
  } else {
    constexpr int width = 30;
    const double part = std::min(1.0, static_cast<double>(done) / static_cast<double>(total));
    const auto filled = static_cast<std::size_t>(part * width);
    const double left_s = static_cast<double>(std::max(std::int64_t{0}, total - done)) / per_second;
    fmt::print(stderr, "\r\033[K[{}{}] {:3.0f} %  {}/{} pictures, {:.0f}/s, {:.0f} s left",
               std::string(filled, '#'), std::string(width - filled, '-'), part * 100, done, total,
               per_second, left_s);
  }
  std::fflush(stderr);
}

void ProgressBar::clear() {
  if (!visible_) return;
  fmt::print(stderr, "\r\033[K");
  std::fflush(stderr);
}

}  // namespace trigo
