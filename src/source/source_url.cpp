#include "source/source_url.hpp"

#include <algorithm>
#include <array>
#include <cctype>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <unistd.h>

#include "base/log.hpp"
#include "base/readable_text.hpp"

namespace trigo {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view file_scheme = "file:";
constexpr std::size_t longest_id = 64;
constexpr std::array<std::string_view, 27> video_extensions = {
    "mp4", "mkv",  "avi",  "mov", "webm", "ts",  "m2ts", "mts", "m4v",
    "mpg", "mpeg", "wmv",  "asf", "flv",  "ogv", "3gp",  "264", "h264",
    "265", "h265", "hevc", "ivf", "nut",  "mxf", "dv",   "dav", "mjpeg"};

std::string lower(std::string_view text) {
  std::string result(text);
  for (char& c : result) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return result;
}

Failure refuse(std::string_view shown, std::string_view why) {
  return fail(ErrorKind::invalid_argument, fmt::format("{}: {}", on_one_line(shown), why));
}

/// "rtsp" of "rtsp://…" and "concat" of "concat:a|b"; empty for a path.
std::string scheme_of(std::string_view text) {
  const auto end = text.find(':');
  if (end == std::string_view::npos || end < 2) return {};
  const auto allowed = [](unsigned char c) {
    return std::isalnum(c) != 0 || c == '+' || c == '-' || c == '.';
  };
  const auto scheme = text.substr(0, end);
  return std::all_of(scheme.begin(), scheme.end(), allowed) ? lower(scheme) : std::string();
}

std::string percent_decoded(std::string_view text) {
  std::string result;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool coded = text[i] == '%' && i + 2 < text.size() &&
                       std::isxdigit(static_cast<unsigned char>(text[i + 1])) != 0 &&
                       std::isxdigit(static_cast<unsigned char>(text[i + 2])) != 0;
    if (coded) {
      result += static_cast<char>(std::stoi(std::string(text.substr(i + 1, 2)), nullptr, 16));
      i += 2;
    } else {
      result += text[i];
    }
  }
  return result;
}

/// The path of "file:///a%20b", "file://localhost/a" or "file:a"; of anything else, itself.
std::string path_of(std::string_view text) {
  if (lower(text.substr(0, file_scheme.size())) != file_scheme) return std::string(text);
  text.remove_prefix(file_scheme.size());
  if (!text.starts_with("//")) return std::string(text);
  text.remove_prefix(2);
  constexpr std::string_view here = "localhost/";
  if (text.starts_with(here)) text.remove_prefix(here.size() - 1);
  return percent_decoded(text);
}

bool is_video_device(std::string_view path) {
  constexpr std::string_view prefix = "/dev/video";
  return path.starts_with(prefix) && path.size() > prefix.size() &&
         path.find_first_not_of("0123456789", prefix.size()) == std::string_view::npos;
}

Result<SourceUrl> parse_device(const std::string& path) {
  std::error_code error;
  if (!fs::exists(path, error))  // It may be plugged in later.
    return fail(ErrorKind::unavailable, path + ": no such device; is the camera plugged in?");
  if (::access(path.c_str(), R_OK | W_OK) != 0)
    return refuse(path, "no permission; add the user to the group `video`");
  return SourceUrl{SourceKind::device, path};
}

Result<SourceUrl> parse_file(const std::string& path) {
  std::error_code error;
  const auto status = fs::status(path, error);
  if (status.type() == fs::file_type::not_found) return refuse(path, "no such file");
  if (error) return refuse(path, fmt::format("cannot be read: {}", lower(error.message())));
  if (status.type() == fs::file_type::directory)
    return refuse(path, "is a directory, not a video file");
  if (status.type() != fs::file_type::regular) return refuse(path, "is not a regular file");
  if (::access(path.c_str(), R_OK) != 0) return refuse(path, "no permission to read it");
  if (fs::file_size(path, error) == 0 && !error) return refuse(path, "is empty (0 bytes)");
  return SourceUrl{SourceKind::file, std::string(file_scheme) + path};
}

Result<SourceUrl> parse_network(SourceKind kind, std::string_view text, std::size_t authority) {
  const std::string shown = without_passwords(text);
  const auto strange = [](unsigned char c) { return c <= ' ' || c == 0x7f; };
  if (std::any_of(text.begin(), text.end(), strange))
    return refuse(shown, "a URL cannot hold white space; write %20 for a blank");
  const auto rest = text.substr(std::min(authority, text.size()));
  const auto login_and_host = rest.substr(0, rest.find_first_of("/?#"));
  const auto host = login_and_host.substr(login_and_host.rfind('@') + 1);
  if (host.empty() || host.front() == ':') return refuse(shown, "the host is missing");
  const auto port = host.substr(std::min(host.find(':', host.rfind(']') + 1), host.size()));
  if (port.find_first_not_of("0123456789", 1) != std::string_view::npos)
    return refuse(shown,
                  "the port is no number; if that is part of a password, write %2F for '/', "
                  "%3F for '?' and %23 for '#' in it");
  return SourceUrl{kind, std::string(text)};
}

}  // namespace

std::string SourceUrl::shown() const {
  if (kind == SourceKind::file) return on_one_line(path());
  return on_one_line(without_passwords(url));
}

std::string SourceUrl::path() const {
  return url.starts_with(file_scheme) ? url.substr(file_scheme.size()) : url;
}

std::string SourceUrl::suggested_id() const {
  std::string name = shown();
  if (kind == SourceKind::file) {
    name = fs::path(name).stem().string();
  } else if (kind != SourceKind::device) {
    name = name.substr(name.find("://") + 3);
    name = name.substr(name.rfind('@', name.find('/')) + 1);  // npos + 1 is the start.
    name = name.substr(0, name.find_first_of("?#"));
    name.erase(name.find_last_not_of('/') + 1);
    const auto slash = name.rfind('/');
    name = slash == std::string::npos ? name.substr(0, name.rfind(':')) : name.substr(slash + 1);
  } else {
    name = fs::path(name).filename().string();
  }

  std::string id;
  for (const char c : lower(name)) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
    if (plain) id += c;
    if (!plain && !id.empty() && id.back() != '-') id += '-';
  }
  id.resize(std::min(id.size(), longest_id));
  id.erase(id.find_last_not_of('-') + 1);
  return id.empty() ? "stream" : id;
}

Result<SourceUrl> parse_source(std::string_view text) {
  if (text.empty())
    return fail(ErrorKind::invalid_argument, "a source is empty; name a file or a URL");
  if (text.find('\0') != std::string_view::npos)
    return fail(ErrorKind::invalid_argument, "a source holds a zero byte");
  const std::string scheme = scheme_of(text);
  const auto authority = scheme.size() + 3;  // "://"
  const bool has_authority = text.substr(scheme.size()).starts_with("://");
  if (has_authority && (scheme == "rtsp" || scheme == "rtsps"))
    return parse_network(SourceKind::rtsp, text, authority);
  if (has_authority && (scheme == "http" || scheme == "https"))
    return parse_network(SourceKind::http, text, authority);

  // A file may have a colon in its name; libav is told that it is a file.
  std::error_code ignored;
  const bool is_path = scheme.empty() || scheme == "file" || fs::exists(fs::path(text), ignored);
  if (!is_path)
    return refuse(without_passwords(text),
                  fmt::format("{}: is no kind of source; give a file, rtsp://, rtsps://, http://, "
                              "https:// or /dev/video0",
                              scheme));
  const std::string path = path_of(text);
  if (path.empty()) return refuse(text, "names no file");
  return is_video_device(path) ? parse_device(path) : parse_file(path);
}

Result<std::vector<SourceUrl>> list_directory(const fs::path& directory) {
  const std::string shown = directory.string();
  std::error_code error;
  if (!fs::exists(directory, error)) return refuse(shown, "no such directory");
  if (!fs::is_directory(directory, error)) return refuse(shown, "is not a directory");
  std::vector<std::string> files;
  for (fs::directory_iterator entry(directory, error), end; !error && entry != end;
       entry.increment(error)) {
    std::error_code unreadable;
    if (!entry->is_regular_file(unreadable)) continue;
    const std::string extension = lower(entry->path().extension().string());
    if (extension.empty()) continue;
    const auto known = std::find(video_extensions.begin(), video_extensions.end(),
                                 std::string_view(extension).substr(1));
    if (known != video_extensions.end()) files.push_back(entry->path().string());
  }
  if (error) return refuse(shown, fmt::format("cannot be read: {}", lower(error.message())));
  if (files.empty())
    return refuse(shown, fmt::format("holds no video file (looked for .{})",
                                     fmt::join(video_extensions, " .")));
  std::sort(files.begin(), files.end());
  std::vector<SourceUrl> sources;
  for (const auto& file : files)
    sources.push_back({SourceKind::file, std::string(file_scheme) + file});
  return sources;
}

}  // namespace trigo
