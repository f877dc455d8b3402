#include "app/config_file.hpp"

#include <cerrno>
#include <fstream>
#include <system_error>

#include <fmt/format.h>

namespace trigo {
namespace {

constexpr std::size_t largest_file_bytes = 1'000'000;

Failure refuse_file(const std::filesystem::path& file, const std::string& why) {
  return fail(ErrorKind::invalid_argument, fmt::format("{}: {}", file.string(), why));
}

/// Regular files only: reading anything else might block.
Result<std::string> read_file(const std::filesystem::path& file) {
  std::error_code error;
  const auto status = std::filesystem::status(file, error);
  if (status.type() == std::filesystem::file_type::not_found)
    return refuse_file(file, "no such file; check the path");
  if (error) return refuse_file(file, "cannot be read: " + error.message());
  if (std::filesystem::is_directory(status))
    return refuse_file(file, "is a directory; name the YAML file itself");
  if (!std::filesystem::is_regular_file(status))
    return refuse_file(file, "is no regular file; name a YAML file");
  errno = 0;
  std::ifstream stream(file, std::ios::binary);
  if (!stream)
    return refuse_file(file, fmt::format("cannot be read: {}; check its permissions",
                                         std::generic_category().message(errno)));
  std::string text(largest_file_bytes + 1, '\0');
  stream.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (stream.bad()) return refuse_file(file, "cannot be read to its end");
  text.resize(static_cast<std::size_t>(stream.gcount()));
  if (text.size() > largest_file_bytes)
    return refuse_file(file, "is larger than 1 MB; is this the right file?");
  if (text.rfind("\xef\xbb\xbf", 0) == 0) text.erase(0, 3);  // A byte order mark.
  return text;
}

/// Whether it may hold keys.
bool check_root(const YamlNode& root, ConfigFaults& faults) {
  if (root.kind != YamlNode::Kind::mapping && root.kind != YamlNode::Kind::null) {
    faults.add(root.place, fmt::format("a configuration is a mapping, as in 'name: value', but "
                                       "this is {}; see docs/reference/config.md",
                                       root.kind == YamlNode::Kind::list ? "a list" : "text"));
    return false;
  }
  return true;
}

}  // namespace

Result<void> read_config_file(const std::filesystem::path& file,
                              const std::function<void(const YamlNode&, ConfigFaults&)>& read) {
  auto text = read_file(file);
  if (!text) return pass_on(text);
  ConfigFaults faults;
  if (const auto root = parse_yaml(*text)) {
    if (check_root(**root, faults)) read(**root, faults);
  } else {
    faults.add(root.error().place, root.error().message);
  }
  if (!faults.first()) return {};
  const auto [line, column] = in_characters(*text, faults.first()->place);
  return fail(ErrorKind::invalid_argument,
              fmt::format("{}:{}:{}: {}", file.string(), line, column, faults.first()->message));
}

}  // namespace trigo
