#include "base/utc_text.hpp"
#include "fuzz.hpp"
using namespace trigo;
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  parse_utc(text_of(bytes, size));
  return 0;
}
