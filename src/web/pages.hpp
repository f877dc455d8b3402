#pragma once

#include <span>
#include <string_view>

namespace trigo {

/// A file of the console, as it was when the program was built.
struct Page {
  std::string_view path;  // "/index.html"
  std::string_view body;
  std::string_view gzip;  // The same, compressed.
};

std::span<const Page> pages();

}  // namespace trigo
