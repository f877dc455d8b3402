#include "detect/sha256.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <memory>

#include <fmt/format.h>
#include <openssl/evp.h>

#include "base/check.hpp"

namespace trigo {
namespace {

struct FreeDigest {
  void operator()(EVP_MD_CTX* context) const noexcept { EVP_MD_CTX_free(context); }
};

}  // namespace

Result<std::string> sha256_of_file(const std::filesystem::path& file, std::uintmax_t limit) {
  std::ifstream bytes(file, std::ios::binary);
  if (!bytes)
    return fail(ErrorKind::unavailable, fmt::format("{}: {}", file.string(), std::strerror(errno)));
  const std::unique_ptr<EVP_MD_CTX, FreeDigest> digest(EVP_MD_CTX_new());
  TRIGO_CHECK(digest && EVP_DigestInit_ex(digest.get(), EVP_sha256(), nullptr) == 1);

  std::array<char, 65536> block{};
  while (limit > 0 && bytes) {
    bytes.read(block.data(),
               static_cast<std::streamsize>(std::min<std::uintmax_t>(limit, block.size())));
    const auto count = static_cast<std::size_t>(bytes.gcount());
    TRIGO_CHECK(EVP_DigestUpdate(digest.get(), block.data(), count) == 1);
    limit -= count;
  }
  if (bytes.bad())
    return fail(ErrorKind::unavailable, fmt::format("{}: cannot be read", file.string()));

  std::array<unsigned char, EVP_MAX_MD_SIZE> value{};
  unsigned int length = 0;
  TRIGO_CHECK(EVP_DigestFinal_ex(digest.get(), value.data(), &length) == 1);
  std::string text;
  for (unsigned int i = 0; i < length; ++i) text += fmt::format("{:02x}", value[i]);
  return text;
}

}  // namespace trigo
